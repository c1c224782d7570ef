"""What was found: the record, what is said once, what is silenced, and the patches of fixes."""

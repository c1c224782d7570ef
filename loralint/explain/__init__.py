"""The pages for reading: a rule, a key, the catalogue, what a file is. Records first, then text."""

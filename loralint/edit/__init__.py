"""Edits as byte patches: what an edit names is changed, read again and compared; nothing else of the file moves."""

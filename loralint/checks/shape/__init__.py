"""The shape check, one file for one kind of mistake; `check.py` goes through the config."""

"""The reports: what a run found, as text. One file a format; nothing here prints."""

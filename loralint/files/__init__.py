"""The disk, and nothing else: which files there are, their bytes, and writing them whole or not at all."""

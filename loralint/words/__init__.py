"""How things are called: the nearest right name for a wrong one, types and values in a sentence."""

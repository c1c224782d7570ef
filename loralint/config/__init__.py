"""A document as its framework reads it: whose file it is, values and defaults, links to other configs."""

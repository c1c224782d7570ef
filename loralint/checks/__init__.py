"""The checks: the shape of a config by its schema, the rules, and files that cannot be read."""

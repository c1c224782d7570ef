"""What loralint costs beside yamllint, check-jsonschema and Python itself; run by hand, see `__main__.py`."""

"""The rule language: an expression is parsed once and evaluated over any config; what is not known stays unknown."""

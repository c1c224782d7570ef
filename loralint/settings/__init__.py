"""What the user has set: loralint.toml or [tool.loralint], and the command line over it."""

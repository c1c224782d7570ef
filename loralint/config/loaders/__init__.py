"""How frameworks turn what a file says into what they hold: one loader a file, named by the schema's `x-reads`."""

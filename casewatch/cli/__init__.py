"""The command line: options in, text, JSON or CSV out. Heavy packages are imported inside the commands."""

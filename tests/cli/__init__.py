"""The command line as its users meet it: options, output forms, exit codes, messages."""

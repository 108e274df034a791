"""The tables, a file a family."""

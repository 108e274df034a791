"""Tables that page, terminal and mail have in common."""

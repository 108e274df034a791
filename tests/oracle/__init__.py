"""A slow, obviously right count to hold the fast one against, written from the definition alone."""

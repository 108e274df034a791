"""One file's way into the store: which applications its rows are, what they change, and writing it all."""

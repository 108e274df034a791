"""Use cases that give figures, and what shows or explains them."""

"""The made-up samples: that they say what they should, the same each time."""

"""Pictures as PNG and SVG, and the text beside each."""

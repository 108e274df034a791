"""The API: its models, who may ask, its routes."""

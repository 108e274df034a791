"""The use cases, one module each: the only callers of store and core together."""

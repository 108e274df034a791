"""What somebody should be told: one record a kind. Imports run from `all` down to `shapes`."""

"""casewatch: building-case processing time, measured against a region's targets."""

__version__ = "0.1.0"

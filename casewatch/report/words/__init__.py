"""Findings, verdicts and codes in words, a file a subject."""

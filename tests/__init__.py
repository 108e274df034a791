"""Tests of casewatch."""

"""Use cases about single cases: shown, corrected, cleared up, erased."""

"""What looks odd in dates: remarks on single applications, days in the wrong year, patterns over many."""

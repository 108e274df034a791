"""Timings, run by hand with ``make bench``: ratios within one run, because machines are noisy."""

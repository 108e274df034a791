"""Made-up weekly exports of six municipalities. No case in them is real: see README.md beside this file."""

"""``python -m casewatch``: the same as the command ``casewatch``."""

from casewatch.cli.main import run

if __name__ == "__main__":
    run()

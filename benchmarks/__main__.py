"""All benchmarks by hand: ``python -m benchmarks [NAME]...``. Each checks its answers before it times them."""

from __future__ import annotations

import sys
from importlib import import_module

NAMES = ("clock", "importing", "assessing", "previewing", "web")


def main(names: list[str]) -> None:
    """Run those named, or all, and print a table of each. Ratios hold within one run; seconds are this machine's."""
    unknown = [name for name in names if name not in NAMES]
    if unknown:
        sys.exit(f"no benchmark {', '.join(unknown)}; there are {', '.join(NAMES)}")
    for name in names or NAMES:
        module = import_module(f"benchmarks.{name}")
        print(f"\n{name}: {(module.__doc__ or '').splitlines()[0]}", flush=True)
        for line in module.main():
            print(f"  {line}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])

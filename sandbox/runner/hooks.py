"""Commit hooks that no tool brings: file size, and addresses in lock files."""

import re
import sys
from collections.abc import Sequence
from pathlib import Path

LARGEST_BYTES = 1_000_000
_ADDRESS = re.compile(
    r'"resolved":|--(?:extra-)?index-url|--find-links|@ (?:https?|file)://|^\s*-[if] ', re.MULTILINE
)


def large_files(paths: Sequence[Path]) -> list[str]:
    """Return a complaint for every file that is too large to be kept in the repository."""
    return [
        f"{path} has {path.stat().st_size:,} bytes; the limit is {LARGEST_BYTES:,}"
        for path in paths
        if path.is_file() and path.stat().st_size > LARGEST_BYTES
    ]


def lock_addresses(paths: Sequence[Path]) -> list[str]:
    """Return a complaint for every lock file that names a registry."""
    return [f"{path} names a registry" for path in paths if _ADDRESS.search(path.read_text())]


HOOKS = {"large-files": large_files, "lock-addresses": lock_addresses}


def main() -> int:
    """Run the hook named first on the files named after it; 1 when it complains."""
    name, *paths = sys.argv[1:]
    complaints = HOOKS[name]([Path(path) for path in paths])
    for complaint in complaints:
        print(complaint)
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())

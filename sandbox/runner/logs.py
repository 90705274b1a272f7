"""Showing the processes' logs, one colour per process."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from rich.markup import escape

from sandbox.runner import console
from sandbox.runner.servers import log_tail

_COLOURS = ("cyan", "magenta", "green", "yellow", "blue", "bright_red", "bright_cyan", "bright_magenta")
_POLL_SECONDS = 0.3


class LogFollower:
    """Prints what is added to a set of log files; survives their truncation and replacement."""

    def __init__(self, paths: Sequence[Path]) -> None:
        width = max((len(path.stem) for path in paths), default=0)
        self._prefixes = {
            path: f"[{_COLOURS[number % len(_COLOURS)]}]{path.stem:<{width}}[/] [dim]|[/] "
            for number, path in enumerate(paths)
        }
        self._offsets = {path: path.stat().st_size if path.exists() else 0 for path in paths}
        self._rests = dict.fromkeys(paths, b"")

    def show_ends(self, lines: int) -> None:
        """Print the last lines of each file."""
        for path in self._prefixes:
            for line in log_tail(path, lines).splitlines():
                self._print(path, line)

    def poll(self) -> None:
        """Print the full lines that came since the last poll."""
        for path in self._prefixes:
            *lines, self._rests[path] = (self._rests[path] + self._fresh(path)).split(b"\n")
            for line in lines:
                self._print(path, line.decode(errors="replace"))

    def follow(self, until: Callable[[], bool] = lambda: False) -> None:
        """Poll until told to end."""
        while not until():
            self.poll()
            time.sleep(_POLL_SECONDS)

    def _fresh(self, path: Path) -> bytes:
        try:
            size = path.stat().st_size
            start = self._offsets[path] if size >= self._offsets[path] else 0
            with path.open("rb") as log:
                log.seek(start)
                fresh = log.read()
        except OSError:
            return b""
        self._offsets[path] = start + len(fresh)
        return fresh

    def _print(self, path: Path, line: str) -> None:
        console.say(self._prefixes[path] + escape(line))


def logs_show(folder: Path, names: Sequence[str], *, lines: int, follow: bool) -> int:
    """Print the ends of the named logs (all when none is named), then follow them if asked; 1 if unknown."""
    known = {path.stem: path for path in sorted(folder.glob("*.log"))}
    unknown = [name for name in names if name not in known]
    if unknown:
        console.say(f"No log of {', '.join(unknown)} in {folder}; there are: {', '.join(known) or 'none'}")
        return 1
    chosen = [known[name] for name in names] or [
        path for name, path in known.items() if not name.startswith("step-")
    ]
    follower = LogFollower(chosen)
    follower.show_ends(lines)
    if follow:
        try:
            follower.follow()
        except KeyboardInterrupt:
            return 0
    return 0

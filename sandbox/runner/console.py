"""What the runner says: steps with their time, the table of addresses, and why something failed."""

import contextlib
import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

_PLAIN_WIDTH = 110
_console = Console(highlight=False, soft_wrap=False)
if not _console.is_terminal:
    _console = Console(highlight=False, width=_PLAIN_WIDTH)


def say(text: str = "") -> None:
    """Print one line with rich markup; a closed terminal does not stop the runner from cleaning up."""
    with contextlib.suppress(OSError):
        _console.print(text, soft_wrap=True)


def show(thing: Any) -> None:
    """Print a rich renderable."""
    with contextlib.suppress(OSError):
        _console.print(thing)


@dataclass
class Attempt:
    """Whether the thing that is being timed went well, as the one who does it says."""

    passed: bool = True
    note: Callable[[str], None] = lambda text: None  # shows what is being waited for, on a terminal


@contextlib.contextmanager
def attempt(title: str) -> Iterator[Attempt]:
    """Show a step while it runs, then its mark and seconds; an exception marks it as failed."""
    started = time.monotonic()
    result = Attempt()
    try:
        if _console.is_terminal:
            with _console.status(f"{title} …") as status:
                result.note = lambda text: status.update(f"{title} … [dim]{escape(text)}[/]")
                yield result
        else:
            yield result
    except BaseException:
        result.passed = False
        raise
    finally:
        ended(title, time.monotonic() - started, passed=result.passed)


def ended(title: str, seconds: float, *, passed: bool) -> None:
    """Print the line of a step that has ended."""
    mark = "[green]✓[/]" if passed else "[bold red]✗[/]"
    say(f"  {mark} {title:<34} [dim]{seconds:6.1f} s[/]")


@contextlib.contextmanager
def timed(title: str) -> Iterator[None]:
    """Show a step that fails by raising."""
    with attempt(title):
        yield


def header(text: str) -> None:
    """Print the line a command begins with."""
    say(f"\n[bold]Dropwright[/] [dim]·[/] {text}\n")


def failure(title: str, detail: str = "", log: str = "", log_path: Path | None = None) -> None:
    """Say what failed, with the end of the log that belongs to it."""
    say(f"\n[bold red]{escape(title)}[/]")
    if detail:
        say(escape(detail))
    if log:
        place = f" of {log_path}" if log_path else ""
        say(f"[dim]── the end{escape(place)}[/]")
        for line in log.splitlines():
            say(f"[red]│[/] {escape(line)}")
        say("[dim]──[/]")


def addresses(rows: Sequence[tuple[str, str]]) -> None:
    """Print the table of what answers where."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_header=False)
    table.add_column(style="bold", no_wrap=True)
    table.add_column(no_wrap=True)
    for name, url in rows:
        table.add_row(name, f"[cyan]{escape(url)}[/]")
    show(table)


def logins(demo: Mapping[str, Any]) -> None:
    """Print the demo logins that the seed has made."""
    entries = demo.get("logins", [])
    if not entries:
        return
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, title="Demo logins", title_justify="left")
    for column in ("Role", "Where", "E-mail", "Password"):
        table.add_column(column, no_wrap=True)
    for entry in entries:
        cells = [str(entry.get(key, "")) for key in ("role", "url", "email", "password")]
        table.add_row(*map(escape, cells))
    show(table)


def demo_read(path: Path) -> dict[str, Any]:
    """Read what the seed wrote: ``{"logins": [...], "shops": [...]}``; empty when there is nothing."""
    try:
        content = json.loads(path.read_text())
        return content if isinstance(content, dict) else {}
    except (OSError, ValueError):
        return {}


def durations(rows: Mapping[str, tuple[str, float]], *, total: float) -> None:
    """Print a summary of named parts: result ("ok", "failed", "skipped") and seconds; `total` by the clock."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("Part", no_wrap=True)
    table.add_column("Result")
    table.add_column("Time", justify="right")
    colours = {"ok": "green", "failed": "bold red"}
    for name, (result, seconds) in rows.items():
        colour = colours.get(result, "dim")
        table.add_row(name, f"[{colour}]{result}[/]", f"{seconds:.1f} s")
    table.add_section()
    table.add_row("total", "", f"{total:.1f} s")
    show(table)


def processes(rows: Sequence[tuple[str, ...]]) -> None:
    """Print name, state, process number, port and memory of each process."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in ("Process", "State"):
        table.add_column(column, no_wrap=True)
    for column in ("PID", "Port", "Memory"):
        table.add_column(column, justify="right", no_wrap=True)
    for row in rows:
        colour = "green" if row[1] == "runs" else "bold red"
        table.add_row(row[0], f"[{colour}]{row[1]}[/]", *row[2:])
    show(table)

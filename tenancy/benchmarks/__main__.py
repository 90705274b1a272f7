"""`python -m tenancy.benchmarks [--quick] [--goal N] [--json FILE]`: ratios against stock, exit 1 when one misses."""

import argparse
import dataclasses
import json
import logging
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tenancy.benchmarks.measure import Figure
from tenancy.benchmarks.stage import Stage

SIZES = {
    "full": {"fleet": 300, "rounds": 5, "requests": 1200, "checks": 12_000},
    "quick": {"fleet": 100, "rounds": 3, "requests": 300, "checks": 6_000},
}


def main() -> int:
    """Measure the goals asked for; print one line a figure; return 1 when a goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m tenancy.benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a smaller fleet, under 90 seconds")
    parser.add_argument("--goal", type=int, action="append", choices=[1, 2, 3, 7, 8], help="only this goal")
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    options = parser.parse_args()
    sizes = SIZES["quick" if options.quick else "full"]
    logging.getLogger("psycopg.pool").setLevel(logging.ERROR)  # the faults are meant
    start = time.monotonic()
    with Stage() as stage:
        figures = _measure(stage, sizes, options.goal or [1, 2, 3, 7, 8])
    seconds = time.monotonic() - start
    sys.stdout.write(f"\n{len(figures)} figures in {seconds:.0f} s; sizes {sizes}\n")
    if options.json:
        rows = [dataclasses.asdict(figure) | {"is_met": figure.is_met} for figure in figures]
        options.json.write_text(
            json.dumps({"sizes": sizes, "seconds": round(seconds), "figures": rows}, indent=2)
        )
    return 0 if all(figure.is_met for figure in figures) else 1


def _measure(stage: Stage, sizes: dict[str, int], goals: list[int]) -> list[Figure]:
    import django

    django.setup()
    from tenancy.benchmarks import fleet, goal_fleet, goal_isolation, goal_noop, goal_scale, goal_signup

    stores, small = fleet.build(stage, sizes["fleet"])
    rounds = sizes["rounds"]
    steps: dict[int, Callable[[], list[Figure]]] = {
        1: lambda: goal_signup.measure(stage, rounds),
        2: lambda: goal_noop.measure(stage, rounds),
        8: lambda: goal_isolation.measure(stage, stores, sizes["checks"]),
        7: lambda: goal_scale.measure(stage, stores, small, sizes["requests"]),
        3: lambda: goal_fleet.measure(stage, 3),
    }
    figures: list[Figure] = []
    for goal in sorted(goals):
        figures += _report(goal, steps[goal])
    return figures


def _report(goal: int, step: Callable[[], list[Figure]]) -> list[Figure]:
    start = time.monotonic()
    figures: list[Any] = step()
    for figure in figures:
        sys.stdout.write(figure.line() + "\n")
    sys.stdout.write(f"        goal {goal} took {time.monotonic() - start:.0f} s\n")
    sys.stdout.flush()
    return figures


if __name__ == "__main__":
    sys.exit(main())

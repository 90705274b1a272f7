"""One platform for all drills of a run: each begins with everything alive, and ends with its figures noted."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.people import Merchant
from tests.faults.stage import Figures, Stage

FIGURES = pytest.StashKey[Figures]()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[FIGURES] = Figures()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    figures = config.stash[FIGURES]
    if figures.values:
        terminalreporter.section("figures of the fault drills")
        terminalreporter.write_line(figures.text())
    if path := os.environ.get("FAULTS_FIGURES"):
        Path(path).write_text(figures.text() + "\n", encoding="utf-8")


@pytest.fixture(scope="session")
def platform() -> Iterator[Stage]:
    """The running platform."""
    stage = Stage()
    try:
        stage.start()
        yield stage
    finally:
        stage.stop()


@pytest.fixture
def stage(platform: Stage) -> Iterator[Stage]:
    """The platform with everything alive and no fault on, before and after the drill."""
    platform.heal()
    yield platform
    platform.heal()


@pytest.fixture
def figures(request: pytest.FixtureRequest) -> Figures:
    """Where a drill notes what it measured."""
    return request.config.stash[FIGURES]


@pytest.fixture
def merchant(stage: Stage) -> Iterator[Merchant]:
    """The demo merchant, signed in."""
    merchant = Merchant(stage)
    yield merchant
    merchant.close()

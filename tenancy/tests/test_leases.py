"""Leases are renewed while their holder works, and not a moment longer."""

import threading
import time

from django.db import OperationalError

from tenancy.leases import lease_kept


def test_g04_a_lease_is_renewed_until_the_work_ends() -> None:
    renewed = []
    enough = threading.Event()

    def renew() -> bool:
        renewed.append(time.monotonic())
        if len(renewed) == 3:
            enough.set()
        return True

    with lease_kept(renew=renew, seconds=0.01):
        assert enough.wait(5)
    count = len(renewed)
    time.sleep(0.05)
    assert len(renewed) == count


def test_g04_a_lease_that_was_lost_is_not_taken_back() -> None:
    tries = []
    with lease_kept(renew=lambda: bool(tries.append(1)), seconds=0.01):
        time.sleep(0.1)
    assert tries == [1]


def test_a_database_that_is_away_for_a_moment_costs_no_lease() -> None:
    tries = []
    again = threading.Event()

    def renew() -> bool:
        tries.append(1)
        if len(tries) == 1:
            raise OperationalError("away")
        again.set()
        return True

    with lease_kept(renew=renew, seconds=0.01):
        assert again.wait(5)


def test_short_work_costs_no_statement() -> None:
    tries = []
    with lease_kept(renew=lambda: bool(tries.append(1)), seconds=5):
        pass
    assert tries == []

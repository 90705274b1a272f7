"""Leases that live as long as their holder: a thread renews them, so they can be short and work can be long."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import DatabaseError, connections

logger = logging.getLogger(__name__)


@contextmanager
def lease_kept(*, renew: Callable[[], bool], seconds: float) -> Iterator[None]:
    """Call `renew` every `seconds` in a thread for as long as the block runs; what it raises ends nothing.

    `renew` extends a lease that is still ours and says whether it was; after False it is not called again. It
    runs in a thread of its own with a database connection of its own, in the public schema, never during the
    first `seconds`: short work costs no statement. A killed process stops renewing, and whoever waits for the
    lease gets it when it runs out.
    """
    done = threading.Event()
    thread = threading.Thread(target=_renew_until, args=(done, renew, seconds), name="lease", daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _renew_until(done: threading.Event, renew: Callable[[], bool], seconds: float) -> None:
    try:
        while not done.wait(seconds):
            try:
                if not renew():
                    return
            except DatabaseError as error:
                logger.warning("a lease could not be renewed: %s", type(error).__name__)
                connections.close_all()
    finally:
        connections.close_all()

"""Several workers begun together, each in a thread and on a connection of its own."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connection

from tenancy.context import store_context


def at_once(store: Any, *works: Callable[[], Any]) -> list[Any]:
    """Run each in a thread of its own inside the store, all begun together; returns what they gave."""
    gate = threading.Barrier(len(works))
    results: list[Any] = []

    def run(work: Callable[[], Any]) -> None:
        try:
            with store_context(store.schema_name):
                gate.wait(timeout=10)
                results.append(work())
        except Exception as error:
            results.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not [result for result in results if isinstance(result, Exception)], results
    return results

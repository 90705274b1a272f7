"""Identifiers: UUIDv7 as RFC 9562 draws it, in the order of their making."""

import time
import uuid
from concurrent.futures import ThreadPoolExecutor

from tenancy.ids import uuid7


def test_an_id_is_a_version_seven_of_now():
    before, made, after = time.time_ns(), uuid7(), time.time_ns()

    assert (made.version, made.variant) == (7, uuid.RFC_4122)
    assert before // 1_000_000 <= made.int >> 80 <= after // 1_000_000 + 1


def test_ids_of_one_millisecond_sort_as_they_were_made():
    made = [uuid7() for _ in range(5_000)]

    assert made == sorted(made)
    assert len({one.int & (1 << 62) - 1 for one in made}) == 5_000


def test_ids_still_sort_when_the_clock_steps_back(monkeypatch):
    before = uuid7()
    monkeypatch.setattr(time, "time_ns", lambda: 0)

    assert before < uuid7() < uuid7()


def test_threads_never_make_the_same_ticks():
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: uuid7().int >> 62, range(4_000)))

    assert len(set(made)) == 4_000

"""Who is acting: bound once at the edge (a view, a task, an admin action), read by every verb that is audited."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from apps.audit.types import SYSTEM, Actor

_actor: ContextVar[Actor] = ContextVar("audit_actor", default=SYSTEM)


def actor_current() -> Actor:
    """Return who acts now: the platform itself unless an edge said otherwise."""
    return _actor.get()


def actor_bind(actor: Actor) -> None:
    """Say who acts from here to the end of this request or task. Each request starts by binding SYSTEM."""
    _actor.set(actor)


@contextmanager
def acting(actor: Actor) -> Iterator[None]:
    """Act as `actor` inside the block."""
    token = _actor.set(actor)
    try:
        yield
    finally:
        _actor.reset(token)

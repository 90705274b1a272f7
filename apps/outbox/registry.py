"""Who wants to know: handlers by event class, registered when the apps are loaded."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from apps.outbox.types import Event


@dataclass(frozen=True)
class Handler:
    """One subscription. `atomic` handlers share a transaction with their done mark: their effect is once."""

    name: str
    event: type[Event]
    function: Callable[..., None]
    queue: str
    atomic: bool
    public: bool
    seconds: int | None = None


HANDLERS: dict[str, Handler] = {}


def subscribe[Function: Callable[..., None]](
    event: type[Event],
    *,
    queue: str = "default",
    atomic: bool = True,
    public: bool = False,
    seconds: int | None = None,
) -> Callable[[Function], Function]:
    """Register `def on_…(*, event) -> None` of a module's `handlers.py`.

    It runs in a worker, inside the event's store, at least once. With `atomic=True` it runs in one transaction
    with its done mark, so database effects happen exactly once and HTTP is forbidden; with `atomic=False` it
    may call the outside world and must be idempotent itself. With `public=True` it runs in the public schema
    whatever the event's store, also when that store is not open. `seconds` lets it run longer than a task usually
    may, only without a transaction: its lease, not the broker's patience, then keeps a second worker away.
    """
    if seconds is not None and atomic:
        raise ValueError("a handler with a time of its own holds no transaction: atomic=False")

    def register(function: Function) -> Function:
        module = function.__module__.removeprefix("apps.").removesuffix(".handlers")
        name = f"{module}.{getattr(function, '__name__', 'handler')}"
        HANDLERS[name] = Handler(
            name=name,
            event=event,
            function=function,
            queue=queue,
            atomic=atomic,
            public=public,
            seconds=seconds,
        )
        return function

    return register


def handlers_of(event: type[Event]) -> list[Handler]:
    """Return the handlers of an event class, by name."""
    return [HANDLERS[name] for name in sorted(HANDLERS) if HANDLERS[name].event.name == event.name]


def handler_get(name: str) -> Handler | None:
    """Return a handler, or None when this version of the code has none of that name."""
    return HANDLERS.get(name)


def time_limits(name: str) -> dict[str, int]:
    """Return the options of a task that runs this handler: none, or the time it asked for."""
    handler = HANDLERS.get(name)
    if handler is None or handler.seconds is None:
        return {}
    return {"soft_time_limit": handler.seconds, "time_limit": handler.seconds + 10}


def subscriptions() -> dict[str, Any]:
    """Return `{handler name: event name}`, for staff pages and architecture tests."""
    return {name: handler.event.name for name, handler in sorted(HANDLERS.items())}

"""Events: frozen facts with a stable name, made of plain values, written with the change they report."""

from __future__ import annotations

import dataclasses
import types
import typing
from datetime import datetime
from typing import Any, ClassVar, Self
from uuid import UUID

from django.db.models import TextChoices


class DeliveryState(TextChoices):
    PENDING = "PENDING"
    DONE = "DONE"
    DEAD = "DEAD"


class UnknownEvent(LookupError):
    """No event class carries this name: a newer or older version wrote it."""


EVENTS: dict[str, type[Event]] = {}


@dataclasses.dataclass(frozen=True, kw_only=True)
class Event:
    """Base of all events. Fields are str, int, bool, UUID, datetime, None or lists of them."""

    name: ClassVar[str]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        known = EVENTS.setdefault(cls.name, cls)
        if (known.__module__, known.__qualname__) != (cls.__module__, cls.__qualname__):
            raise TypeError(f"event name {cls.name!r} is taken by {known.__qualname__}")
        # dataclass(slots) re-creates the class; the last one of the same name is the one in use.
        EVENTS[cls.name] = cls

    def to_payload(self) -> dict[str, Any]:
        """Return a JSON-able dict."""
        return {field.name: _encode(getattr(self, field.name)) for field in dataclasses.fields(self)}

    @classmethod
    def from_payload(cls, payload: dict[str, Any]) -> Self:
        """Rebuild the event; unknown keys (written by a newer version) are ignored."""
        hints = typing.get_type_hints(cls)
        known = {field.name for field in dataclasses.fields(cls)}
        return cls(**{key: _decode(hints[key], value) for key, value in payload.items() if key in known})


def _encode(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_encode(item) for item in value]
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime):
        return value.isoformat()
    return value


def _decode(hint: Any, value: Any) -> Any:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if value is None:
        return None
    if origin in (typing.Union, types.UnionType):
        return _decode(next(item for item in arguments if item is not type(None)), value)
    if origin in (list, tuple):
        items = [_decode(arguments[0], item) for item in value]
        return tuple(items) if origin is tuple else items
    if hint is UUID:
        return UUID(value)
    if hint is datetime:
        return datetime.fromisoformat(value)
    return value


def event_class(name: str) -> type[Event]:
    """Return the class of an event name. Raises UnknownEvent."""
    try:
        return EVENTS[name]
    except KeyError:
        raise UnknownEvent(name) from None

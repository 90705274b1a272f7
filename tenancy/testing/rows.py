"""A row of any model, for tests that go over all of them: every relation filled, every secret recognisable."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from itertools import count
from typing import Any
from uuid import UUID
from zlib import crc32

from django.contrib.postgres.fields import ArrayField
from django.db import models

from tenancy.encryption import EncryptedTextField

SECRET_NAME = re.compile(r"(^|_)(secret|token|hash|jti|password|key_hash|session_data)$")
MOMENT = datetime(2026, 2, 3, 4, 5, 6, tzinfo=UTC)
_NUMBERS = count(1)
_VALUES: list[tuple[Any, Callable[[int], Any]]] = [
    (models.UUIDField, lambda number: UUID(int=number)),
    (models.DateTimeField, lambda _: MOMENT),
    (models.DateField, lambda number: MOMENT.date().replace(day=number % 28 + 1)),
    (models.TimeField, lambda _: MOMENT.time()),
    (models.DurationField, lambda _: MOMENT - MOMENT),
    (models.BooleanField, lambda _: False),
    (models.DecimalField, lambda _: 1),
    (models.FloatField, lambda _: 1.0),
    (models.IntegerField, lambda number: number),
    (models.JSONField, lambda _: {}),
    (ArrayField, lambda _: []),
    (models.EmailField, lambda number: f"somebody{number}@example.com"),
    (models.URLField, lambda number: f"https://example.com/{number}"),
    (models.GenericIPAddressField, lambda _: "192.0.2.1"),
    (models.BinaryField, lambda _: b"x"),
]


def secret_fields(model: type[models.Model]) -> list[str]:
    """Return the fields no page may show: what is encrypted, and what its name calls a secret."""
    return [
        field.name
        for field in model._meta.concrete_fields
        if isinstance(field, EncryptedTextField)
        or (isinstance(field, (models.CharField, models.TextField)) and SECRET_NAME.search(field.name))
    ]


def marker(field: Any) -> str:
    """Return what `row_make` writes into a secret field, short enough for it."""
    return f"leaked{crc32(f'{field.model._meta.label}.{field.name}'.encode())}"[: field.max_length]


def row_make(
    model: type[models.Model],
    given: Mapping[str, Mapping[str, Any]] | None = None,
    *,
    below: tuple[type[models.Model], ...] = (),
) -> Any:
    """Save one row in the current schema, with whatever it points at, and return it.

    `given` maps model labels to values that constraints ask for; a value may be a function of a running number.
    Relations that lead back to a model on the way here (`below`) stay empty.
    """
    number = next(_NUMBERS)
    wanted = (given or {}).get(model._meta.label, {})
    secrets = set(secret_fields(model))
    values: dict[str, Any] = {}
    for field in model._meta.concrete_fields:
        if field.name in wanted:
            value = wanted[field.name]
            values[field.name] = value(number) if callable(value) else value
        elif field.generated or isinstance(field, models.AutoField):
            continue
        elif field.name in secrets:
            values[field.name] = marker(field)
        elif isinstance(field, models.ForeignKey):
            way = (*below, model)
            is_round = field.related_model in way
            values[field.name] = None if is_round else row_make(field.related_model, given, below=way)
        elif not field.has_default() and not field.null and not field.blank:
            values[field.name] = _value(field, number)
    row = model(**values)
    models.Model.save(row, force_insert=True)
    return row


def _value(field: Any, number: int) -> Any:
    if field.choices:
        return field.flatchoices[0][0]
    for kind, make in _VALUES:
        if isinstance(field, kind):
            return make(number)
    return f"x{number}"[-(field.max_length or 20) :]

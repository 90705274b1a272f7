"""What each module's specimens are, collected: `specimens/<module>.py` says how its operations are called.

A specimen file may define
`make(store, ids) -> ids`   makes one of everything in this store (its schema is bound; for operations of a merchant
                            `store.merchant_id` names it), and returns the ids the addresses name; `AFTER` names the
                            modules whose ids it needs;
`BODIES`                    a valid body for each operation that takes one, from the ids it may name;
`REFUSED`                   operations that this little shop answers with 409 or 422 although the call is right;
`ANSWERS`                   further right answers of the owner's call, by operation (`{"x": {303}}`);
`OPEN`, `PERSONAL`          operations that name neither store nor merchant: open to all, or about the caller.
"""

from collections.abc import Callable, Iterator
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

from tests.isolation import specimens

Ids = dict[str, str]
Bodies = dict[str, Callable[[Ids], Any]]


def modules() -> list[ModuleType]:
    """Return the specimen files, each after those it names in `AFTER`."""
    found = {
        item.name: import_module(f"{specimens.__name__}.{item.name}")
        for item in iter_modules(specimens.__path__)
    }
    ordered: dict[str, ModuleType] = {}

    def place(name: str) -> None:
        for earlier in getattr(found[name], "AFTER", ()):
            place(earlier)
        ordered.setdefault(name, found[name])

    for name in sorted(found):
        place(name)
    return list(ordered.values())


def _all(name: str) -> Iterator[Any]:
    return (getattr(module, name) for module in modules() if hasattr(module, name))


def bodies() -> Bodies:
    """Return every module's bodies; two modules naming one operation is an error."""
    joined: Bodies = {}
    for part in _all("BODIES"):
        assert not joined.keys() & part.keys(), joined.keys() & part.keys()
        joined |= part
    return joined


def names(kind: str) -> set[str]:
    """Return the union of a set (`OPEN`, `PERSONAL`, `REFUSED`) over all modules."""
    return set().union(*_all(kind))


def answers() -> dict[str, set[int]]:
    """Return further right answers by operation."""
    return {operation: codes for part in _all("ANSWERS") for operation, codes in part.items()}


def make_all(store: Any) -> Ids:
    """Make one of everything in this store and return the ids of it."""
    ids: Ids = {"store_id": str(store.id), "merchant_id": str(store.merchant_id)}
    for module in modules():
        if hasattr(module, "make"):
            ids |= module.make(store, dict(ids))
    return ids

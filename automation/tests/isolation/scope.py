"""What each module's specimens are, collected: `specimens/<module>.py` says how its operations are called.

A specimen file may define
`make(store, ids) -> ids`   makes one of everything in this store (its schema is bound) and returns the ids that
                            addresses name; `AFTER` names the modules whose ids it needs;
`BODIES`                    a valid body for each operation that takes one, from the ids it may name;
`REFUSED`                   operations that these rows answer with 409 or 422 although the call is right;
`BROKER`                    dotted names replaced by "taken", so that no broker is needed;
`OPEN`                      operations that name no store: who may call them is tested by the module itself.
"""

from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

from automation.tests.isolation import specimens


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


def bodies() -> dict[str, Any]:
    """Return every module's bodies; two modules naming one operation is an error."""
    joined: dict[str, Any] = {}
    for module in modules():
        part = getattr(module, "BODIES", {})
        assert not joined.keys() & part.keys(), joined.keys() & part.keys()
        joined |= part
    return joined


def names(kind: str) -> set[str]:
    """Return the union of `REFUSED`, `BROKER` or `OPEN` over all modules."""
    return {name for module in modules() for name in getattr(module, kind, ())}


def make_all(store: Any) -> dict[str, str]:
    """Make one of everything in this store and return the ids of it."""
    ids = {"store_id": str(store.id)}
    for module in modules():
        if hasattr(module, "make"):
            ids |= module.make(store, dict(ids))
    return ids

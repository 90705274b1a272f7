"""Form parameters in Stripe's bracket notation, read with validation."""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from sandbox.database import Json
from sandbox.stripe.errors import StripeError, invalid_param, missing_param, unsupported_param

Tree = dict[str, "Tree | str"]
BRACKETS = re.compile(r"\[([^\]]*)\]")
LARGEST_AMOUNT = 99_999_999
METADATA_KEYS = 50


def tree_from_pairs(pairs: Iterable[tuple[str, str]]) -> Tree:
    """Nest `a[b][0][c]=v` pairs. `a[]=v` appends. Raises StripeError on contradictions."""
    root: Tree = {}
    for name, value in pairs:
        head, *rest = name.partition("[")
        path = [head, *BRACKETS.findall("".join(rest))]
        node = root
        for key in path[:-1]:
            child = node.setdefault(key or str(len(node)), {})
            if isinstance(child, str):
                raise invalid_param(name, f"Invalid parameter shape: {name}")
            node = child
        node[path[-1] or str(len(node))] = value
    return root


class Params:
    """One level of the tree. Every read marks its key; `finish` refuses what nobody read."""

    def __init__(self, tree: Tree, path: str = "") -> None:
        self._tree = tree
        self._path = path
        self._seen: set[str] = set()

    def __contains__(self, key: str) -> bool:
        return key in self._tree

    def path(self, key: str) -> str:
        """Return the full name of `key`, such as `line_items[0][quantity]`."""
        return f"{self._path}[{key}]" if self._path else key

    def text(self, key: str, *, longest: int = 5000) -> str | None:
        """Return the value, None when absent or empty."""
        self._seen.add(key)
        value = self._tree.get(key)
        if value is None or value == "":
            return None
        if not isinstance(value, str):
            raise invalid_param(self.path(key), f"Invalid string: {self.path(key)}")
        if len(value) > longest:
            raise invalid_param(self.path(key), f"Invalid string: must be at most {longest} characters")
        return value

    def required(self, key: str, *, longest: int = 5000) -> str:
        """Return the value or raise the 400 for a missing one."""
        value = self.text(key, longest=longest)
        if value is None:
            raise missing_param(self.path(key))
        return value

    def choice(self, key: str, choices: Iterable[str], default: str | None = None) -> str | None:
        """Return the value if it is one of `choices`."""
        value = self.text(key)
        allowed = list(choices)
        if value is not None and value not in allowed:
            raise invalid_param(
                self.path(key), f"Invalid {self.path(key)}: must be one of {', '.join(allowed)}"
            )
        return value or default

    def integer(self, key: str, *, least: int = 0, most: int = LARGEST_AMOUNT) -> int | None:
        """Return a whole number inside the bounds."""
        value = self.text(key)
        if value is None:
            return None
        if not re.fullmatch(r"-?\d{1,15}", value):
            raise invalid_param(self.path(key), f"Invalid integer: {value}", "parameter_invalid_integer")
        if not least <= int(value) <= most:
            raise invalid_param(
                self.path(key),
                f"This value must be between {least} and {most}.",
                "parameter_invalid_integer",
            )
        return int(value)

    def flag(self, key: str) -> bool:
        """Return True only for the text `true`."""
        return self.choice(key, ("true", "false"), "false") == "true"

    def currency(self, key: str = "currency") -> str:
        """Return a required three-letter currency in lower case."""
        value = self.required(key).lower()
        if not re.fullmatch(r"[a-z]{3}", value):
            raise invalid_param(self.path(key), f"Invalid currency: {value}")
        return value

    def url(self, key: str) -> str | None:
        """Return an absolute http(s) address."""
        value = self.text(key)
        if value is not None:
            parts = urlsplit(value)
            if parts.scheme not in ("http", "https") or not parts.netloc:
                raise invalid_param(self.path(key), "Not a valid URL", "url_invalid")
        return value

    def group(self, key: str) -> "Params":
        """Return the nested level `key` (empty when absent)."""
        self._seen.add(key)
        value = self._tree.get(key, {})
        if value == "":
            value = {}
        if isinstance(value, str):
            raise invalid_param(self.path(key), f"Invalid object: {self.path(key)}")
        return Params(value, self.path(key))

    def groups(self, key: str) -> list["Params"]:
        """Return a list of nested levels in order of their indexes."""
        listed = self.group(key)
        names = listed.indexes()
        return [listed.group(name) for name in names]

    def texts(self, key: str) -> list[str]:
        """Return a list of strings."""
        listed = self.group(key)
        return [listed.required(name) for name in listed.indexes()]

    def names(self) -> list[str]:
        """Return the names sent at this level."""
        return list(self._tree)

    def indexes(self) -> list[str]:
        """Return the names of an array's elements in order. Raises the 400 for a non-array."""
        if any(not name.isdigit() for name in self._tree):
            raise invalid_param(self._path, f"Invalid array: {self._path}")
        return sorted(self._tree, key=int)

    def metadata(self, *, over: dict[str, str] | None = None) -> dict[str, str]:
        """Return the metadata after Stripe's limits (50 keys, 40 and 500 characters).

        Sent keys replace those of `over`; an empty value removes its key.
        """
        level = self.group("metadata")
        pairs = dict(over or {})
        for name in level.names():
            if len(name) > 40:
                raise invalid_param(level.path(name), "Metadata keys have at most 40 characters")
            pairs[name] = level.text(name, longest=500) or ""
        if len(pairs) > METADATA_KEYS:
            raise invalid_param(self.path("metadata"), f"Metadata has at most {METADATA_KEYS} keys")
        return {name: value for name, value in pairs.items() if value}

    def plain(self, key: str) -> Json | str | None:
        """Return the raw tree below `key`, for values that are only stored."""
        self._seen.add(key)
        return self._tree.get(key)

    def accept(self, *keys: str) -> None:
        """Take parameters that change nothing here."""
        self._seen.update(keys)

    def unsupported(self, *keys: str) -> None:
        """Refuse real parameters that this stand-in would silently get wrong."""
        for key in keys:
            if key in self._tree and self._tree[key] != "":
                raise unsupported_param(self.path(key))
        self._seen.update(keys)

    def finish(self) -> None:
        """Raise the 400 for a parameter that the call does not have."""
        for key in self._tree:
            if key not in self._seen:
                raise StripeError(
                    400,
                    f"Received unknown parameter: {self.path(key)}",
                    code="parameter_unknown",
                    param=self.path(key),
                )

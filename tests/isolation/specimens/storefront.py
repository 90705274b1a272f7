"""The shop's look, and the list of what it needs."""

from tests.isolation.scope import Bodies

# This little shop lacks nearly everything.
REFUSED = {"readinessHidePost"}
BODIES: Bodies = {
    "themePatch": lambda _: {"settings": {"hero_title": "Taken over"}},
    "readinessHidePost": lambda _: None,
}

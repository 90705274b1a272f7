"""Asking the core before anything is decided: what it says now is what counts."""

from collections.abc import Iterable, Mapping

from automation.core_client.client import Core
from automation.core_client.mail import CorePerson, PersonWanted
from automation.registry.types import StoreInfo

AT_ONCE = 150


def people_ask(*, core: Core, store: StoreInfo, wanted: Iterable[PersonWanted]) -> Mapping[str, CorePerson]:
    """Return what the core knows of each, by key. Raises CoreUnavailable and the like, and RuntimeError in a
    transaction of ours: no row stays locked while another service is asked.
    """
    people = list(wanted)
    found: dict[str, CorePerson] = {}
    for start in range(0, len(people), AT_ONCE):
        part = people[start : start + AT_ONCE]
        found |= {one.key: one for one in core.mail_people(store_id=store.id, people=part)}
    return found

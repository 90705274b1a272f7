"""How Django finds the person of a session. Nobody signs in by this service."""

from typing import Any

from automation.staff.models import Person
from tenancy.context import public_context


class HandedOver:
    """Knows people by their id; `authenticate` has no way to say yes."""

    def authenticate(self, request: Any, **credentials: Any) -> None:
        """Refuse every credential."""
        return

    def get_user(self, user_id: Any) -> Person | None:
        """Return the person of a session, or None."""
        with public_context():
            return Person.objects.filter(pk=user_id).first()

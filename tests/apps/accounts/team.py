"""People and addresses the team's tests share."""

from collections.abc import Callable
from typing import Any

from tests.conftest import Person, api_client, person_make


def url(person: Person, path: str) -> str:
    """Return the address of something of the person's merchant."""
    return f"/api/v1/merchants/{person.merchant_id}/{path}"


def member(owner: Person, role: str) -> Person:
    """Return a new member of the owner's merchant."""
    return person_make(email=f"{role.lower()}2@example.com", merchant_id=owner.merchant_id, role=role)


def member_id(owner: Person, email: str) -> str:
    """Return a member's id, as the owner sees it."""
    rows = owner.client().get(url(owner, "members")).json()["data"]
    return str(next(row["id"] for row in rows if row["email"] == email))


def role_make(owner: Person, name: str, permissions: list[str]) -> Any:
    """Make a role of one's own by the API."""
    return owner.client().post(url(owner, "roles"), {"name": name, "permissions": permissions})


def role_give(owner: Person, person: Person, role: str, custom_role_id: str | None = None) -> Any:
    """Give a member a role by the API."""
    path = url(owner, f"members/{member_id(owner, person.user.email)}")
    return owner.client().patch(path, {"role": role, "custom_role_id": custom_role_id})


def invite(owner: Person, email: str, role: str = "STAFF", **more: Any) -> Any:
    """Invite by the API."""
    body = {"email": email, "role": role, **more}
    return owner.client().post(url(owner, "invitations"), body)


def mailed_token(mailoutbox: list[Any], deliver: Callable[[], int], to: str) -> str:
    """Return the secret of the newest invitation mailed to an address."""
    deliver()
    mail = [item for item in mailoutbox if item.to == [to]][-1]
    link = next(word for word in mail.body.split() if "/invitation?token=" in word)
    return str(link.partition("token=")[2])


def post(path: str, body: dict[str, Any], access: str | None = None) -> Any:
    """Call an endpoint that names no merchant."""
    return api_client(access).post(f"/api/v1/{path}", body)

"""Who entered from the core, and when (public schema). There is no password here, and no column for one."""

from typing import Any

from django.db import models

from tenancy.ids import uuid7

LOOKING = ("view_",)


class Person(models.Model):
    """Somebody of the platform's staff, as the core named them at the last hand-over. `id` is the core's."""

    id = models.UUIDField(primary_key=True, editable=False)
    email = models.EmailField(max_length=254)
    # Whether the core lets them act here, or only look.
    may_operate = models.BooleanField(default=False)
    entered_at = models.DateTimeField()

    USERNAME_FIELD = "id"
    REQUIRED_FIELDS: list[str] = []
    is_active = True
    is_staff = True
    is_authenticated = True
    is_anonymous = False
    is_superuser = False

    class Meta:
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return self.email

    def get_username(self) -> str:
        """Return what pages call them."""
        return self.email

    def has_usable_password(self) -> bool:
        """There is none."""
        return False

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Say whether they may: look at everything, and change what pages allow only as operators."""
        return self.may_operate or perm.partition(".")[2].startswith(LOOKING)

    def has_perms(self, perms: list[str], obj: Any = None) -> bool:
        """Say whether they may do all of it."""
        return all(self.has_perm(perm, obj) for perm in perms)

    def has_module_perms(self, app_label: str) -> bool:
        """Every module may be looked at."""
        return True


class Entry(models.Model):
    """One hand-over that was used: its id is unique, so it is good once."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    handover_id = models.UUIDField(unique=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="entries")
    may_operate = models.BooleanField()
    address = models.CharField(max_length=64, blank=True, default="")
    entered_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "entries"
        indexes = [models.Index(fields=["-entered_at"], name="staff_entry_newest")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.entered_at:%Y-%m-%d %H:%M}"

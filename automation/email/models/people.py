"""People, what they leave in carts, what they have in common, and addresses nothing is sent to (store schema)."""

from django.db import models
from django.db.models import Q

from automation.email.types import SuppressionReason
from tenancy.ids import uuid7


class Contact(models.Model):
    """Somebody who may get mails: a replica of what the core knows, refreshed by its feed and before each send."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    # In lower case; the core keeps the spelling. Of somebody erased "erased:<id>", which is no address.
    email = models.CharField(max_length=254, unique=True)
    customer_id = models.UUIDField(null=True)
    name = models.CharField(max_length=120, blank=True, default="")
    locale = models.CharField(max_length=10, blank=True, default="")
    time_zone = models.CharField(max_length=50, blank=True, default="")
    country = models.CharField(max_length=2, blank=True, default="")
    consent_state = models.CharField(max_length=12, blank=True, default="")
    consent_at = models.DateTimeField(null=True)
    tags = models.JSONField(default=list)
    orders_count = models.PositiveIntegerField(default=0)
    last_order_at = models.DateTimeField(null=True)
    last_marketing_at = models.DateTimeField(null=True)
    soft_bounces = models.PositiveSmallIntegerField(default=0)
    # The win-back flows that were offered this person since the last order; emptied by a new one.
    offered = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    # Only figures are left of this person.
    erased_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="email_contact_newest"),
            models.Index(fields=["last_order_at"], name="email_contact_last_order"),
            models.Index(fields=["customer_id"], name="email_contact_customer"),
        ]

    def __str__(self) -> str:
        return self.email


class CartWatch(models.Model):
    """A cart whose owner is known, until it is bought or left behind."""

    cart_id = models.UUIDField(primary_key=True)
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="+")
    active_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    # The flows that were offered this cart as it is; emptied by new activity.
    offered = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["active_at"], name="email_cart_open", condition=Q(closed_at__isnull=True))
        ]

    def __str__(self) -> str:
        return str(self.cart_id)


class Segment(models.Model):
    """People who have something in common; `rules` all hold for its members (docs/email-flows.md)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=80)
    rules = models.JSONField()
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class SegmentMember(models.Model):
    """One stay of a person in a segment; who comes back has a new one."""

    segment = models.ForeignKey(Segment, on_delete=models.CASCADE, related_name="members")
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="+")
    entered_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)
    # Who was in when the segment was made or changed entered nothing by it.
    is_offered = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["segment", "contact"],
                condition=Q(left_at__isnull=True),
                name="email_member_inside_once",
            ),
        ]
        indexes = [
            models.Index(fields=["segment", "id"], name="email_member_new", condition=Q(is_offered=False)),
        ]

    def __str__(self) -> str:
        return f"{self.segment_id} {self.contact_id}"


class Suppression(models.Model):
    """An address nothing is sent to, whatever the flow."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    # In lower case; null once it was erased, and then its digest holds.
    email = models.CharField(max_length=254, unique=True, null=True)
    email_digest = models.CharField(max_length=64, unique=True, null=True)
    reason = models.CharField(max_length=12, choices=SuppressionReason)
    note = models.CharField(max_length=200, blank=True, default="")
    created_at = models.DateTimeField()
    # Complaints are told to the core, which keeps consent; null until it has heard.
    told_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(email__isnull=True) ^ Q(email_digest__isnull=True),
                name="email_suppression_by_address_or_digest",
            ),
        ]
        indexes = [models.Index(fields=["-created_at", "-id"], name="email_suppression_newest")]

    def __str__(self) -> str:
        return f"{self.email or 'erased'} {self.reason}"


class Erasure(models.Model):
    """The core's word that an address was erased. Its id is the event's, so a repeat is no second one."""

    id = models.UUIDField(primary_key=True)
    # `digests.address_digest`.
    email_digest = models.CharField(max_length=64)
    # Whose address it was here, if anybody's.
    contact_id = models.UUIDField(null=True)
    heard_at = models.DateTimeField()
    # Null while a mail to the person is still being handed over.
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["heard_at"], name="email_erasure_newest"),
            models.Index(fields=["contact_id"], name="email_erasure_contact"),
        ]

    def __str__(self) -> str:
        return f"{self.heard_at:%Y-%m-%d}"

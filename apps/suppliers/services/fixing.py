"""What a person does about a purchase order, each written into the audit log."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from apps.audit.services import entry_record
from apps.suppliers.models import Offer, PurchaseOrder, PurchaseOrderLine, PurchaseSettings
from apps.suppliers.selectors.purchases import purchase_info, purchase_settings_get
from apps.suppliers.services.fitting import payment_look, quantities_write
from apps.suppliers.services.placing import PlacedFacts, placed_write
from apps.suppliers.services.planning import lines_freeze, reference_of
from apps.suppliers.services.rows import exception_close, note_add, purchase_lock, ready_tell
from apps.suppliers.types import (
    NEW_ORDER_ON_RETRY,
    STOPPABLE,
    TOO_MUCH,
    UNDER_WAY,
    ExceptionReason,
    FixImpossible,
    LineToBuy,
    OfferUnknown,
    PurchaseInfo,
    PurchaseSettingsInfo,
    PurchaseStatus,
)


def _open(purchase_order_id: UUID) -> PurchaseOrder:
    """Return the row while nothing is bought and nobody is buying. Raises FixImpossible."""
    row = purchase_lock(purchase_order_id)
    if row.status not in STOPPABLE:
        raise FixImpossible
    return row


def _record(row: PurchaseOrder, verb: str, *, store_id: UUID, **after: object) -> None:
    entry_record(
        verb=f"purchase_order.{verb}",
        object_type="purchase_order",
        object_id=row.pk,
        object_label=row.reference,
        store_id=store_id,
        after=dict(after) or None,
    )


def _ready(row: PurchaseOrder, *, store_id: UUID, now: datetime) -> None:
    """Let the next worker place it at once; a repeat that has to be a new order gets a new reference."""
    if not any(
        line.quantity if line.wanted_quantity is None else line.wanted_quantity for line in row.lines.all()
    ):
        raise FixImpossible("The order no longer wants any of it.")
    if row.exception_reason in NEW_ORDER_ON_RETRY:
        row.group += 1
        row.reference, row.first_attempt_at, row.supplier_order_ids = reference_of(row), None, []
    row.status, row.next_attempt_at, row.waiting_message = PurchaseStatus.READY, None, ""
    exception_close(row)
    quantities_write(row, reason="the order wants no more.", now=now)
    ready_tell(row, store_id=store_id)


@transaction.atomic
def purchase_buy_now(*, purchase_order_id: UUID, store_id: UUID, now: datetime) -> PurchaseInfo:
    """End the hold window; again changes nothing. Raises PurchaseUnknown and FixImpossible."""
    row = _open(purchase_order_id)
    if row.status == PurchaseStatus.HELD:
        row.status = PurchaseStatus.READY
        note_add(row=row, message="The hold was ended by hand.", now=now)
        ready_tell(row, store_id=store_id)
        _record(row, "released", store_id=store_id)
        row.save()
    elif row.status != PurchaseStatus.READY:
        raise FixImpossible
    return purchase_info(row, with_timeline=True)


@transaction.atomic
def purchase_retry(*, purchase_order_id: UUID, store_id: UUID, now: datetime) -> PurchaseInfo:
    """Try again after a failure. Where the first outcome is not known, it is a new order: a person has looked.

    Raises PurchaseUnknown and FixImpossible.
    """
    row = _open(purchase_order_id)
    if row.status != PurchaseStatus.FAILED:
        raise FixImpossible
    _ready(row, store_id=store_id, now=now)
    note_add(row=row, message="To be tried again.", now=now)
    _record(row, "retried", store_id=store_id)
    row.save()
    return purchase_info(row, with_timeline=True)


@transaction.atomic
def purchase_address_change(
    *, purchase_order_id: UUID, address: dict[str, str], store_id: UUID, now: datetime
) -> PurchaseInfo:
    """Send it elsewhere, and try again if it had failed. The order keeps the address the shopper gave.

    Raises PurchaseUnknown and FixImpossible.
    """
    row = _open(purchase_order_id)
    row.shipping_address = row.shipping_address | address
    if row.status == PurchaseStatus.FAILED:
        _ready(row, store_id=store_id, now=now)
    note_add(row=row, message="Address changed.", now=now)
    _record(row, "address_changed", store_id=store_id, fields=sorted(address))
    row.save()
    return purchase_info(row, with_timeline=True)


@transaction.atomic
def purchase_offer_choose(
    *, purchase_order_id: UUID, line_id: UUID, offer_id: UUID, store_id: UUID, now: datetime
) -> PurchaseInfo:
    """Buy a line by another offer of the same supplier and place, and try again if it had failed.

    Raises PurchaseUnknown, OfferUnknown and FixImpossible (another supplier or place is another purchase order).
    """
    row = _open(purchase_order_id)
    lines = list(row.lines.all())
    line = next((one for one in lines if one.pk == line_id), None)
    offer = Offer.objects.filter(pk=offer_id).first()
    if line is None or offer is None or offer.variant_id != line.variant_id:
        raise OfferUnknown
    if len(lines) > 1 and (offer.supplier_id, offer.ship_from) != (row.supplier_id, row.ship_from):
        raise FixImpossible(
            "Another supplier or place is another parcel: this offer fits a single line only."
        )
    known: dict[UUID | None, Offer] = dict(
        Offer.objects.in_bulk([one.offer_id for one in lines if one.offer_id])
    )
    known[line.offer_id] = offer
    if any(one.offer_id not in known for one in lines):
        raise OfferUnknown
    _move(row, offer)
    lines_freeze(row=row, chosen=[(_to_buy(one), known[one.offer_id]) for one in lines])
    row.quote, row.accepted_minor, row.accepted_currency = None, None, ""
    if row.status == PurchaseStatus.FAILED:
        _ready(row, store_id=store_id, now=now)
    note_add(row=row, message=f"Another offer was chosen: {offer}.", now=now)
    _record(row, "offer_chosen", store_id=store_id, offer=str(offer))
    row.save()
    return purchase_info(row, with_timeline=True)


def _to_buy(line: PurchaseOrderLine) -> LineToBuy:
    return LineToBuy(
        order_line_id=line.order_line_id,
        variant_id=line.variant_id,
        quantity=line.quantity if line.wanted_quantity is None else line.wanted_quantity,
        title=line.title,
        variant_title=line.variant_title,
        sku=line.sku,
        image_url=line.image_url,
        sold_unit_minor=line.sold_unit_minor,
    )


def _move(row: PurchaseOrder, offer: Offer) -> None:
    """Give the purchase order the offer's supplier and place; at another one it is a new order with a new key."""
    if (offer.supplier_id, offer.ship_from) == (row.supplier_id, row.ship_from):
        return
    there = PurchaseOrder.objects.filter(
        order_id=row.order_id, supplier=offer.supplier_id, ship_from=offer.ship_from
    )
    row.supplier, row.ship_from = offer.supplier, offer.ship_from
    row.group = max(there.aggregate(last=Max("group"))["last"] or 0, row.group) + 1
    row.reference, row.first_attempt_at = reference_of(row), None


@transaction.atomic
def purchase_buy_anyway(*, purchase_order_id: UUID, store_id: UUID, now: datetime) -> PurchaseInfo:
    """Buy at the price that was asked last, though it undercuts the margin; a higher one is asked about again.

    Raises PurchaseUnknown and FixImpossible.
    """
    row = _open(purchase_order_id)
    if row.exception_reason != ExceptionReason.BELOW_FLOOR or not row.quote:
        raise FixImpossible
    row.accepted_minor, row.accepted_currency = row.quote["basis_minor"], row.quote["basis_currency"]
    _ready(row, store_id=store_id, now=now)
    note_add(row=row, message="To be bought at the price asked, by hand.", now=now)
    accepted = f"{row.accepted_minor} {row.accepted_currency}"
    _record(row, "price_accepted", store_id=store_id, accepted_minor=accepted)
    row.save()
    return purchase_info(row, with_timeline=True)


@transaction.atomic
def purchase_keep(*, purchase_order_id: UUID, store_id: UUID, now: datetime) -> PurchaseInfo:
    """Leave a bought purchase as it is though its order wants less: it is settled, or it may come.

    Raises PurchaseUnknown and FixImpossible.
    """
    row = purchase_lock(purchase_order_id)
    if row.status not in (*UNDER_WAY, PurchaseStatus.DELIVERED) or row.exception_reason not in TOO_MUCH:
        raise FixImpossible
    note_add(row=row, message="Left as it is, by hand.", now=now)
    _record(row, "kept", store_id=store_id, reason=row.exception_reason)
    exception_close(row)
    payment_look(row, store_id=store_id, now=now)
    row.save()
    return purchase_info(row, with_timeline=True)


@transaction.atomic
def purchase_mark_bought(
    *, purchase_order_id: UUID, supplier_order_id: str, store_id: UUID, now: datetime
) -> PurchaseInfo:
    """Note that it was bought by hand, or paid by hand; it is then followed by this number.

    Raises PurchaseUnknown and FixImpossible.
    """
    row = purchase_lock(purchase_order_id)
    if row.status not in (*STOPPABLE, PurchaseStatus.PLACED):
        raise FixImpossible
    facts = PlacedFacts(supplier_order_ids=(supplier_order_id,), is_paid=True)
    placed_write(row=row, facts=facts, store_id=store_id, now=now)
    _record(row, "marked_bought", store_id=store_id, supplier_order_id=supplier_order_id)
    row.save()
    return purchase_info(row, with_timeline=True)


@transaction.atomic
def purchase_cancel(*, purchase_order_id: UUID, store_id: UUID, now: datetime) -> PurchaseInfo:
    """Do not buy it; or, where the supplier has it, stop following it: that order is a person's to cancel there.

    Again changes nothing. Raises PurchaseUnknown, and FixImpossible while it is being placed or was delivered.
    """
    row = purchase_lock(purchase_order_id)
    if row.status in {PurchaseStatus.PLACING, PurchaseStatus.DELIVERED}:
        raise FixImpossible
    if row.status != PurchaseStatus.CANCELLED:
        row.status, row.next_check_at = PurchaseStatus.CANCELLED, None
        exception_close(row)
        note_add(row=row, message="Cancelled by hand.", now=now)
        _record(row, "cancelled", store_id=store_id)
        row.save()
    return purchase_info(row, with_timeline=True)


@transaction.atomic
def purchase_settings_change(*, changes: dict[str, object], store_id: UUID) -> PurchaseSettingsInfo:
    """Change how the store buys; orders planned before keep their hold."""
    row, _ = PurchaseSettings.objects.select_for_update().get_or_create(pk=1)
    before = {name: getattr(row, name) for name in changes}
    for name, value in changes.items():
        setattr(row, name, value)
    row.save()
    entry_record(
        verb="purchase_settings.changed",
        object_type="store",
        object_id=store_id,
        store_id=store_id,
        before=before,
        after=changes,
    )
    return purchase_settings_get()

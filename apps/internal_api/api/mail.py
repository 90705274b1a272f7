"""Mail automation asks and reports here. Asking is a POST, so that no address stands in a log of addresses."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from apps.customers import consent_services
from apps.customers.consent_selectors import addresses_gone
from apps.customers.consent_types import TAKING_AWAY, ConsentState, Evidence
from apps.internal_api.api.views import MachineStoreView
from apps.internal_api.mail_facts import Wanted, interested_facts, people_facts
from apps.money.fields import MoneyField

MOST = 200


class WantedPersonInput(serializers.Serializer):
    key = serializers.CharField(max_length=80)
    email = serializers.CharField(max_length=254, required=False, allow_blank=True, default="")
    customer_id = serializers.UUIDField(required=False, allow_null=True, default=None)
    order_id = serializers.UUIDField(required=False, allow_null=True, default=None)
    cart_id = serializers.UUIDField(required=False, allow_null=True, default=None)
    variant_id = serializers.UUIDField(required=False, allow_null=True, default=None)


class WantedPeopleInput(serializers.Serializer):
    people = WantedPersonInput(many=True, allow_empty=False)

    def validate_people(self, value: list[Any]) -> list[Any]:
        if len(value) > MOST:
            raise serializers.ValidationError(f"At most {MOST} people at once.")
        return value


class CartItemFactsOutput(serializers.Serializer):
    title = serializers.CharField()
    variant_title = serializers.CharField()
    quantity = serializers.IntegerField()
    price = MoneyField()
    url = serializers.CharField()
    image_url = serializers.CharField()


class CartFactsOutput(serializers.Serializer):
    id = serializers.UUIDField()
    is_open = serializers.BooleanField()
    restore_url = serializers.CharField()
    subtotal = MoneyField()
    items = CartItemFactsOutput(many=True)


class OrderFactsOutput(serializers.Serializer):
    id = serializers.UUIDField()
    number = serializers.IntegerField()
    url = serializers.CharField()
    total = MoneyField()


class ProductFactsOutput(serializers.Serializer):
    variant_id = serializers.UUIDField()
    title = serializers.CharField()
    variant_title = serializers.CharField()
    price = MoneyField()
    url = serializers.CharField()
    image_url = serializers.CharField()
    is_available = serializers.BooleanField()


class InterestedInput(serializers.Serializer):
    variant_id = serializers.UUIDField()
    fact = serializers.ChoiceField(choices=["PRICE_DROPPED", "RESTOCKED"])


class InterestedFactsOutput(serializers.Serializer):
    email = serializers.CharField()
    source = serializers.ChoiceField(choices=["CART", "ASKED"])  # type: ignore[assignment] # the wire's word
    cart_id = serializers.UUIDField(allow_null=True)


class PersonFactsOutput(serializers.Serializer):
    key = serializers.CharField()
    email = serializers.CharField()
    customer_id = serializers.UUIDField(allow_null=True)
    name = serializers.CharField()
    locale = serializers.CharField()
    time_zone = serializers.CharField()
    country = serializers.CharField()
    consent_state = serializers.CharField()
    orders_count = serializers.IntegerField()
    orders_total = MoneyField(allow_null=True)
    last_paid_at = serializers.DateTimeField(allow_null=True)
    unsubscribe_url = serializers.CharField()
    preferences_url = serializers.CharField()
    order = OrderFactsOutput(allow_null=True)
    cart = CartFactsOutput(allow_null=True)
    product = ProductFactsOutput(allow_null=True)


class ConsentReportInput(serializers.Serializer):
    """A machine can only take consent away; only the person gives it."""

    email = serializers.EmailField(max_length=254)
    source = serializers.ChoiceField(choices=sorted(TAKING_AWAY))  # type: ignore[assignment] # the wire's word


class ConsentReportOutput(serializers.Serializer):
    state = serializers.CharField()


def _read(shape: Any, data: Any) -> dict[str, Any]:
    serializer = shape(data=data)
    serializer.is_valid(raise_exception=True)
    return dict(serializer.validated_data)


class MailPeopleView(MachineStoreView):
    stores_answers = False

    @extend_schema(request=WantedPeopleInput, responses=PersonFactsOutput(many=True), tags=["internal"])
    def post(self, request: Request, store_id: UUID) -> Response:
        """Consent, orders, cart and links of up to 200 people, as they are at this moment."""
        rows = _read(WantedPeopleInput, request.data)["people"]
        facts = people_facts(store=self.store, wanted=[Wanted(**row) for row in rows])
        return Response(PersonFactsOutput(facts, many=True).data)


class MailInterestedView(MachineStoreView):
    stores_answers = False

    @extend_schema(request=InterestedInput, responses=InterestedFactsOutput(many=True), tags=["internal"])
    def post(self, request: Request, store_id: UUID) -> Response:
        """Whom a price that dropped or a thing that is back may concern: carts that hold it, people who asked."""
        data = _read(InterestedInput, request.data)
        facts = interested_facts(**data, store_id=self.store.id, now=timezone.now())
        return Response(InterestedFactsOutput(facts, many=True).data)


class MailConsentView(MachineStoreView):
    @extend_schema(request=ConsentReportInput, responses=ConsentReportOutput, tags=["internal"])
    def post(self, request: Request, store_id: UUID) -> Response:
        """Take an address off the list: a complaint, or the mail service's own unsubscribe."""
        data = _read(ConsentReportInput, request.data)
        if addresses_gone(emails=[data["email"]], store_id=self.store.id):
            # Nothing is allowed to it, and a refusal would write the address down again.
            return Response(ConsentReportOutput({"state": ""}).data)
        consent = consent_services.consent_set(
            email=data["email"],
            state=ConsentState.UNSUBSCRIBED,
            evidence=Evidence(source=data["source"]),
            store_id=self.store.id,
            now=timezone.now(),
        )
        return Response(ConsentReportOutput({"state": consent.state}).data)

"""Put every rate into a zone, so that each country is offered exactly what it was offered before.

A rate used to name countries itself, none meaning everywhere. Countries that were offered the same rates become
one zone; a rate that served several zones is copied into each.
"""

from typing import Any

from django.db import migrations

import tenancy.ids

REST = "Rest of the world"


def fill(apps: Any, schema_editor: Any) -> None:
    rate_model = apps.get_model("checkout", "ShippingRate")
    zone_model = apps.get_model("checkout", "ShippingZone")
    country_model = apps.get_model("checkout", "ShippingZoneCountry")
    rates = list(rate_model.objects.filter(zone=None).order_by("position", "price_minor", "pk"))
    everywhere = [rate for rate in rates if not rate.countries]
    groups: dict[tuple[Any, ...], list[str]] = {}
    for code in sorted({code for rate in rates for code in rate.countries}):
        offered = tuple(rate.pk for rate in rates if not rate.countries or code in rate.countries)
        groups.setdefault(offered, []).append(code)
    placed: set[Any] = set()

    def place(zone: Any, rate: Any) -> None:
        if rate.pk in placed:
            values = {
                field.attname: getattr(rate, field.attname) for field in rate_model._meta.concrete_fields
            }
            rate_model.objects.create(**values | {"id": tenancy.ids.uuid7(), "zone_id": zone.pk})
            return
        placed.add(rate.pk)
        rate_model.objects.filter(pk=rate.pk).update(zone=zone)

    if everywhere:
        rest = zone_model.objects.create(name=REST, is_rest_of_world=True, position=len(groups))
        for rate in everywhere:
            place(rest, rate)
    by_id = {rate.pk: rate for rate in rates}
    for position, (offered, codes) in enumerate(groups.items()):
        name = f"{', '.join(codes)[:70]} ({position + 1})" if len(codes) > 1 else codes[0]
        zone = zone_model.objects.create(name=name, position=position)
        country_model.objects.bulk_create(country_model(zone=zone, code=code) for code in codes)
        for rate_id in offered:
            place(zone, by_id[rate_id])


class Migration(migrations.Migration):
    dependencies = [("checkout", "0002_zones_discounts_taxes")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]

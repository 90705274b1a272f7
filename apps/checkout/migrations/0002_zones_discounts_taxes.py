"""Tables of zones, codes and taxes; rates and carts get their new columns. Nothing an older release reads changes."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import apps.catalog.fields
import tenancy.ids


def identity() -> models.UUIDField:
    return models.UUIDField(default=tenancy.ids.uuid7, editable=False, primary_key=True, serialize=False)


KINDS = [("PERCENTAGE", "Percentage"), ("AMOUNT", "Amount"), ("FREE_SHIPPING", "Free Shipping")]
RATE_KINDS = [("FLAT", "Flat"), ("BY_WEIGHT", "By Weight"), ("BY_PRICE", "By Price")]


class Migration(migrations.Migration):
    dependencies = [("checkout", "0001_initial")]

    operations = [
        migrations.AddField("cart", "customer_id", models.UUIDField(blank=True, editable=False, null=True)),
        migrations.AddField(
            "cart", "email", models.EmailField(blank=True, db_default="", default="", max_length=254)
        ),
        migrations.AddField(
            "cart", "discount_code", models.CharField(blank=True, db_default="", default="", max_length=40)
        ),
        migrations.AddField(
            "cart", "checkout_at", models.DateTimeField(blank=True, editable=False, null=True)
        ),
        migrations.AddField(
            "cart", "announced_at", models.DateTimeField(blank=True, editable=False, null=True)
        ),
        migrations.AddIndex(
            "cart",
            models.Index(
                condition=models.Q(("customer_id__isnull", False)),
                fields=["customer_id", "-updated_at"],
                name="cart_by_customer",
            ),
        ),
        migrations.CreateModel(
            name="ShippingZone",
            fields=[
                ("id", identity()),
                ("name", models.CharField(max_length=80, unique=True)),
                ("is_rest_of_world", models.BooleanField(default=False)),
                ("position", models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_rest_of_world", True)),
                        fields=("is_rest_of_world",),
                        name="shipping_zone_one_rest_of_world",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ShippingZoneCountry",
            fields=[
                ("id", identity()),
                ("code", models.CharField(max_length=2)),
                (
                    "zone",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="country_rows",
                        to="checkout.shippingzone",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "shipping zone countries",
                "constraints": [
                    models.UniqueConstraint(fields=("code",), name="shipping_country_in_one_zone")
                ],
            },
        ),
        migrations.AddField(
            "shippingrate",
            "zone",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="rates",
                to="checkout.shippingzone",
            ),
        ),
        migrations.AddField(
            "shippingrate",
            "kind",
            models.CharField(choices=RATE_KINDS, db_default="FLAT", default="FLAT", max_length=9),
        ),
        migrations.AddField(
            "shippingrate", "bands", models.JSONField(blank=True, db_default=[], default=list)
        ),
        migrations.AlterField("shippingrate", "name", models.CharField(max_length=80)),
        migrations.CreateModel(
            name="TaxSettings",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("is_inclusive", models.BooleanField(default=True)),
                ("is_shipping_taxed", models.BooleanField(default=True)),
            ],
            options={
                "verbose_name_plural": "tax settings",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="tax_settings_one_row")
                ],
            },
        ),
        migrations.CreateModel(
            name="TaxRate",
            fields=[
                ("id", identity()),
                ("country", models.CharField(max_length=2, unique=True)),
                ("name", models.CharField(max_length=40)),
                ("percent_milli", models.PositiveIntegerField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("percent_milli__lte", 100000)), name="tax_rate_at_most_whole"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Discount",
            fields=[
                ("id", identity()),
                ("code", models.CharField(max_length=40, unique=True)),
                ("kind", models.CharField(choices=KINDS, max_length=13)),
                ("percent_milli", models.PositiveIntegerField(default=0)),
                ("amount_minor", models.BigIntegerField(default=0)),
                ("minimum_minor", models.BigIntegerField(blank=True, null=True)),
                ("usage_limit", models.PositiveIntegerField(blank=True, null=True)),
                ("per_customer_limit", models.PositiveIntegerField(blank=True, null=True)),
                ("times_used", models.PositiveIntegerField(default=0, editable=False)),
                ("starts_at", models.DateTimeField(blank=True, null=True)),
                ("ends_at", models.DateTimeField(blank=True, null=True)),
                (
                    "collection_ids",
                    apps.catalog.fields.ListField(
                        base_field=models.UUIDField(), blank=True, default=list, size=None
                    ),
                ),
                (
                    "product_ids",
                    apps.catalog.fields.ListField(
                        base_field=models.UUIDField(), blank=True, default=list, size=None
                    ),
                ),
                ("is_active", models.BooleanField(default=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("updated_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                "indexes": [models.Index(fields=["-created_at", "id"], name="discount_newest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("amount_minor", 0),
                                ("kind", "PERCENTAGE"),
                                ("percent_milli__range", (1, 100000)),
                            ),
                            models.Q(("amount_minor__gt", 0), ("kind", "AMOUNT"), ("percent_milli", 0)),
                            models.Q(("amount_minor", 0), ("kind", "FREE_SHIPPING"), ("percent_milli", 0)),
                            _connector="OR",
                        ),
                        name="discount_gives_one_thing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("minimum_minor__isnull", True), ("minimum_minor__gte", 0), _connector="OR"
                            ),
                            models.Q(("usage_limit__isnull", True), ("usage_limit__gte", 1), _connector="OR"),
                            models.Q(
                                ("per_customer_limit__isnull", True),
                                ("per_customer_limit__gte", 1),
                                _connector="OR",
                            ),
                        ),
                        name="discount_limits_sane",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("starts_at__isnull", True),
                            ("ends_at__isnull", True),
                            ("ends_at__gt", models.F("starts_at")),
                            _connector="OR",
                        ),
                        name="discount_ends_after_start",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DiscountUse",
            fields=[
                ("id", identity()),
                ("order_id", models.UUIDField(unique=True)),
                ("cart_id", models.UUIDField()),
                ("email_key", models.CharField(max_length=254)),
                ("used_at", models.DateTimeField()),
                (
                    "discount",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="uses",
                        to="checkout.discount",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["discount", "email_key"], name="discount_use_by_person"),
                    models.Index(fields=["cart_id"], name="discount_use_by_cart"),
                ],
            },
        ),
    ]

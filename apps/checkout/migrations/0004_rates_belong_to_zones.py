"""A rate has a zone. The old list of countries stays as a column that the release before this one still reads."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("checkout", "0003_rates_into_zones")]

    operations = [
        migrations.AlterField(
            "shippingrate",
            "zone",
            models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="rates", to="checkout.shippingzone"
            ),
        ),
        migrations.AddConstraint(
            "shippingrate",
            models.UniqueConstraint(fields=("zone", "name"), name="shipping_rate_name_once_in_zone"),
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.RemoveField("shippingrate", "countries")],
            database_operations=[
                migrations.RunSQL(
                    "ALTER TABLE checkout_shippingrate ALTER COLUMN countries SET DEFAULT '[]'::jsonb",
                    "ALTER TABLE checkout_shippingrate ALTER COLUMN countries DROP DEFAULT",
                )
            ],
        ),
    ]

from django.db import migrations, models

KINDS = ["SALES", "ENTRIES", "PRODUCTS", "SOURCES", "CATALOG", "ORDERS", "CUSTOMERS"]


class Migration(migrations.Migration):
    dependencies = [("analytics", "0001_ledger")]

    operations = [
        migrations.AlterField(
            model_name="export",
            name="kind",
            field=models.CharField(max_length=9, choices=[(kind, kind.capitalize()) for kind in KINDS]),
        ),
    ]

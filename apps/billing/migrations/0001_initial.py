from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="BillingAccount",
            fields=[
                ("merchant_id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("customer_id", models.CharField(max_length=120, unique=True)),
                ("subscription_id", models.CharField(blank=True, default="", max_length=120)),
                ("item_id", models.CharField(blank=True, default="", max_length=120)),
                ("pay_url", models.TextField(blank=True, default="")),
                ("synced_at", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="BillingEvent",
            fields=[
                ("id", models.CharField(max_length=120, primary_key=True, serialize=False)),
                ("type", models.CharField(max_length=120)),
                ("payload", models.JSONField()),
                ("customer_id", models.CharField(blank=True, default="", max_length=120)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("RECEIVED", "Received"),
                            ("PROCESSED", "Processed"),
                            ("IGNORED", "Ignored"),
                            ("FAILED", "Failed"),
                        ],
                        default="RECEIVED",
                        max_length=9,
                    ),
                ),
                ("error", models.CharField(blank=True, default="", max_length=500)),
                ("created_at", models.DateTimeField()),
                ("received_at", models.DateTimeField()),
                ("processed_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["state", "received_at"], name="billing_event_by_state")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["RECEIVED", "PROCESSED", "IGNORED", "FAILED"])),
                        name="billing_event_state_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PlanPrice",
            fields=[
                ("price_id", models.CharField(max_length=120, primary_key=True, serialize=False)),
                ("product_id", models.CharField(max_length=120)),
                ("plan_code", models.CharField(max_length=30)),
                ("interval", models.CharField(max_length=5)),
                ("amount_minor", models.BigIntegerField()),
                ("currency", models.CharField(max_length=3)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("plan_code", "interval", "amount_minor", "currency"), name="plan_price_once"
                    )
                ],
            },
        ),
    ]

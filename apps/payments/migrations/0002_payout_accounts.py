from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="paymentsession",
            name="account_id",
            field=models.CharField(blank=True, default="", max_length=120),
        ),
        migrations.AddField(
            model_name="paymentsession",
            name="application_fee_minor",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="stripeevent",
            name="account_id",
            field=models.CharField(blank=True, default="", max_length=120),
        ),
        migrations.CreateModel(
            name="PayoutAccount",
            fields=[
                ("store_id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("account_id", models.CharField(blank=True, max_length=120, null=True, unique=True)),
                ("attempt", models.PositiveSmallIntegerField(default=1)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("ONBOARDING", "Onboarding"),
                            ("READY", "Ready"),
                            ("RESTRICTED", "Restricted"),
                            ("DEAUTHORISED", "Deauthorised"),
                        ],
                        default="ONBOARDING",
                        max_length=12,
                    ),
                ),
                ("requirements", models.JSONField(blank=True, default=list)),
                ("deadline_at", models.DateTimeField(blank=True, null=True)),
                ("checked_at", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["ONBOARDING", "READY", "RESTRICTED", "DEAUTHORISED"])
                        ),
                        name="payout_account_state_known",
                    )
                ],
            },
        ),
    ]

"""Merchants that signed up before there were plans begin their trial now."""

from datetime import timedelta

from django.db import migrations
from django.utils import timezone


def trials_start(apps, schema_editor):
    plan = apps.get_model("entitlements", "Plan").objects.get(is_trial_default=True)
    plans = apps.get_model("entitlements", "MerchantPlan").objects
    now = timezone.now()
    for merchant_id in apps.get_model("tenants", "Merchant").objects.values_list("pk", flat=True):
        plans.get_or_create(
            merchant_id=merchant_id,
            defaults={
                "plan": plan,
                "trial_ends_at": now + timedelta(days=plan.trial_days),
                "created_at": now,
                "changed_at": now,
            },
        )


class Migration(migrations.Migration):
    dependencies = [("tenants", "0002_store_currency_is_fixed"), ("entitlements", "0002_plans")]

    operations = [migrations.RunPython(trials_start, migrations.RunPython.noop)]

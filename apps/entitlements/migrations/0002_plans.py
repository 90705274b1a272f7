"""The plans the platform begins with; staff change them afterwards."""

from django.db import migrations

PLANS = (
    {
        "code": "starter",
        "name": "Starter",
        "description": "One shop, everything a first sale needs.",
        "monthly_minor": 2900,
        "yearly_minor": 29000,
        "limits": {"stores": 1, "products": 500, "members": 2, "ai_credits": 300},
        "features": ["blog", "email_flows"],
        "application_fee_bps": 200,
        "position": 1,
    },
    {
        "code": "growth",
        "name": "Growth",
        "description": "Several shops, research, automation and a team.",
        "monthly_minor": 7900,
        "yearly_minor": 79000,
        "limits": {"stores": 5, "products": 10000, "members": 10, "ai_credits": 3000},
        "features": ["blog", "email_flows", "research", "supplier_orders", "api_keys"],
        "application_fee_bps": 100,
        "position": 2,
        "is_trial_default": True,
    },
    {
        "code": "scale",
        "name": "Scale",
        "description": "Many shops and large catalogues.",
        "monthly_minor": 24900,
        "yearly_minor": 249000,
        "limits": {"stores": 25, "products": 250000, "members": 50, "ai_credits": 30000},
        "features": ["blog", "email_flows", "research", "supplier_orders", "api_keys", "audit_export"],
        "application_fee_bps": 50,
        "position": 3,
    },
)


def plans_make(apps, schema_editor):
    for plan in PLANS:
        apps.get_model("entitlements", "Plan").objects.get_or_create(
            code=plan["code"], defaults={"currency": "EUR", "trial_days": 14, **plan}
        )


class Migration(migrations.Migration):
    dependencies = [("entitlements", "0001_initial")]

    operations = [migrations.RunPython(plans_make, migrations.RunPython.noop)]

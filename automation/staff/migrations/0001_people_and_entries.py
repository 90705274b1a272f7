import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import tenancy.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Person",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("email", models.EmailField(max_length=254)),
                ("may_operate", models.BooleanField(default=False)),
                ("entered_at", models.DateTimeField()),
            ],
            options={
                "verbose_name_plural": "people",
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=tenancy.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("handover_id", models.UUIDField(unique=True)),
                ("may_operate", models.BooleanField()),
                ("address", models.CharField(blank=True, default="", max_length=64)),
                ("entered_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="entries",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "entries",
                "indexes": [models.Index(fields=["-entered_at"], name="staff_entry_newest")],
            },
        ),
        # Django's own table of people, which was always empty: this service's are Person.
        migrations.RunSQL(
            "DROP TABLE IF EXISTS auth_user_groups, auth_user_user_permissions, auth_user",
            migrations.RunSQL.noop,
        ),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="AutomationAccess",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
            ],
            options={
                "permissions": [
                    ("enter_automation", "Can look at automation's staff site"),
                    ("operate_automation", "Can act on automation's staff site"),
                ],
                "managed": False,
                "default_permissions": (),
            },
        ),
    ]

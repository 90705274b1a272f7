from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sync", "0001_nights_and_reactions")]

    operations = [
        migrations.AddIndex(
            "syncevent", models.Index(fields=["product_id", "-at"], name="sync_event_product")
        ),
    ]

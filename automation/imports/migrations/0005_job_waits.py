from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("imports", "0004_proposals_prices_sources")]

    operations = [
        migrations.AddField(
            model_name="importjob",
            name="waits",
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sources", "0002_mapped_variants")]

    operations = [
        migrations.AddField("mappedvariant", "hourly_until", models.DateTimeField(null=True)),
        migrations.AddIndex(
            "mappedvariant",
            models.Index(
                fields=["hourly_until"],
                name="source_mapped_hourly",
                condition=models.Q(("hourly_until__isnull", False)),
            ),
        ),
    ]

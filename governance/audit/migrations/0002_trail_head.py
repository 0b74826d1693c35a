from django.db import migrations, models

GENESIS = "0" * 64


def set_head(apps, schema_editor):
    """The head of the trail as it stands: its last event, or nothing yet."""
    last = apps.get_model("audit", "Event").objects.order_by("-sequence").first()
    apps.get_model("audit", "TrailHead").objects.create(
        sequence=last.sequence if last else 0, hash=last.hash if last else GENESIS
    )


class Migration(migrations.Migration):

    dependencies = [
        ("audit", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="TrailHead",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("singleton", models.BooleanField(default=True, editable=False, unique=True)),
                ("sequence", models.BigIntegerField()),
                ("hash", models.CharField(max_length=64)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("singleton", True)), name="audit_one_head"),
                ],
            },
        ),
        migrations.RunPython(set_head, migrations.RunPython.noop),
    ]

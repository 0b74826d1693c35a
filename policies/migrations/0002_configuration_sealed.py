"""Configurations recorded so far are whole; from now on the deed says so when it has written the last part."""

from django.db import migrations, models

_SAID = "All of its parts are recorded; no further one is taken."


class Migration(migrations.Migration):
    dependencies = [("policies", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="toolconfiguration",
            name="sealed",
            field=models.BooleanField(default=True, help_text=_SAID),
        ),
        migrations.AlterField(
            model_name="toolconfiguration",
            name="sealed",
            field=models.BooleanField(default=False, help_text=_SAID),
        ),
    ]

from django.db import migrations


def forget(apps, _schema_editor):
    """Months count running years alone from now on: what was kept is counted again the next night."""
    apps.get_model("register", "Tally").objects.all().delete()


class Migration(migrations.Migration):

    dependencies = [("register", "0009_what_is_reached")]

    operations = [migrations.RunPython(forget, migrations.RunPython.noop)]

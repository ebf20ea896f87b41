"""The response classes a new installation starts with: dated data with its source, edited later as data."""

from datetime import date

from django.db import migrations

SOURCE = "参照各地接诉即办的通行做法（非法规条文），本地可改"
CLASSES = [
    ("danger", "有危险，2 小时", "danger: 2 hours", 2, 0),
    ("utility", "水电气热，24 小时", "utilities: 24 hours", 24, 0),
    ("ordinary", "一般的事，7 天", "ordinary: 7 days", 0, 7),
    ("complex", "复杂的事，15 天", "complex: 15 days", 0, 15),
]


def add(apps, schema_editor):
    ResponseClass = apps.get_model("voice", "ResponseClass")
    for order, (code, name, name_en, hours, days) in enumerate(CLASSES):
        ResponseClass.objects.get_or_create(
            code=code,
            starts_on=date(2000, 1, 1),
            defaults={"name": name, "name_en": name_en, "hours": hours, "days": days, "source": SOURCE, "order": order},
        )


class Migration(migrations.Migration):
    dependencies = [("voice", "0001_initial")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]

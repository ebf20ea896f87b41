from django.db import migrations, models

PEOPLE = [("household", "户：一户答一份，算一户"), ("person", "人：每户请一位答，家里够年纪的有几位就替几位说")]


class Migration(migrations.Migration):
    dependencies = [("voice", "0013_writings_of_the_diary")]

    operations = [
        migrations.AddField(
            model_name="survey",
            name="counting",
            field=models.CharField(choices=PEOPLE, default="household", max_length=10),
        ),
        migrations.AddField(
            model_name="surveyanswer",
            name="adults",
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.RenameField(model_name="populationfigure", old_name="people", new_name="count"),
        migrations.AddField(
            model_name="populationfigure",
            name="counting",
            field=models.CharField(choices=PEOPLE, default="person", max_length=10),
        ),
        migrations.AlterField(
            model_name="populationfigure",
            name="age",
            field=models.CharField(blank=True, max_length=8),
        ),
        migrations.RemoveConstraint(model_name="populationfigure", name="population_figure"),
        migrations.AddConstraint(
            model_name="populationfigure",
            constraint=models.UniqueConstraint(
                fields=("place_path", "counting", "age", "starts_on"), name="population_figure"
            ),
        ),
    ]

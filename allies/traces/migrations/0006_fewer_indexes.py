import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('traces', '0005_list_columns'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='participation',
            name='participation_by_handle',
        ),
        migrations.AlterField(
            model_name='participation',
            name='trace',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='participations', to='traces.trace'),
        ),
    ]

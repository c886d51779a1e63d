from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('traces', '0005_list_columns'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='participation',
            name='participation_by_handle',
        ),
    ]

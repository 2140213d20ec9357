from django.db import migrations

from rarportal.core import grants


class Migration(migrations.Migration):

    dependencies = [
        ('positivlist', '0001_initial'),
    ]

    operations = [
        grants.unchangeable("positivlist_edition"),
    ]

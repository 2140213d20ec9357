"""What gunicorn serves. Refuses to start with an address nobody has declared, or with wrong settings."""

import os

from django.core.checks import Error, run_checks
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rarportal.settings")
application = get_wsgi_application()

from rarportal.core.routing import undeclared  # noqa: E402  it needs the apps loaded

# gunicorn runs no system checks by itself
faults = [f"Undeclared address: {name}" for name in undeclared(get_resolver())]
faults += [str(message) for message in run_checks() if message.level >= Error("").level]
if faults:
    raise ImproperlyConfigured("\n".join(faults))

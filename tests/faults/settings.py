"""The portal's settings, with one app more."""

from rarportal.settings import *  # noqa: F403
from rarportal.settings import INSTALLED_APPS as THE_PORTALS

INSTALLED_APPS = [*THE_PORTALS, "tests.faults"]  # last: it wraps what the others have registered

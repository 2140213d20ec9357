"""The portal's settings, with the bare views beside the portal's own and a clock around the middleware."""

from rarportal.settings import *  # noqa: F403
from rarportal.settings import MIDDLEWARE as THE_PORTALS

MIDDLEWARE = ["tests.bench.clock.Clock", *THE_PORTALS]
ROOT_URLCONF = "tests.bench.urls"

"""Django's cache as a table of the database, for what must be counted right: attempts at signing in.

allauth counts attempts and remembers used codes in Django's cache. Kept in PostgreSQL the counts are the same for
all processes and outlive Redis, and `add` is one statement, so that the lock which allauth takes by it holds
against guesses that come at the same time. docs/decisions/sign-in.md
"""

import json
import random
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import connection

from rarportal.core.clock import now
from rarportal.core.models import Counter

FOREVER = datetime(9999, 1, 1, tzinfo=UTC)
SWEEP_EVERY = 200  # writes, about: then what has expired is deleted
UPSERT = """
    INSERT INTO core_counter (key, value, expires_at) VALUES (%s::varchar, %s::text, %s::timestamptz)
    ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value, expires_at = EXCLUDED.expires_at
"""


class TableCache(BaseCache):
    """Values are JSON: nothing that is read back can run."""

    def __init__(self, location: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    def add(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Keep the value unless one is kept already; whether it was. One statement, so only one of many gets True."""
        where = "WHERE core_counter.expires_at <= %s::timestamptz RETURNING key"
        with connection.cursor() as cursor:
            cursor.execute(f"{UPSERT} {where}", [*self._row(key, value, timeout, version), now()])
            return cursor.fetchone() is not None

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        """The value while it holds, else the default."""
        kept = Counter.objects.filter(key=self.make_and_validate_key(key, version=version), expires_at__gt=now())
        found = kept.values_list("value", flat=True).first()
        return default if found is None else json.loads(found)

    def set(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        """Keep the value, whatever was kept before."""
        with connection.cursor() as cursor:
            cursor.execute(UPSERT, self._row(key, value, timeout, version))
        if random.randrange(SWEEP_EVERY) == 0:  # noqa: S311  no secret
            Counter.objects.filter(expires_at__lte=now()).delete()

    def touch(self, key: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Hold the value longer; whether there is one."""
        kept = Counter.objects.filter(key=self.make_and_validate_key(key, version=version), expires_at__gt=now())
        return bool(kept.update(expires_at=self._expires(timeout)))

    def delete(self, key: Any, version: int | None = None) -> bool:
        """Forget the value; whether there was one."""
        return bool(Counter.objects.filter(key=self.make_and_validate_key(key, version=version)).delete()[0])

    def clear(self) -> None:
        """Forget everything."""
        Counter.objects.all().delete()

    def _row(self, key: Any, value: Any, timeout: Any, version: int | None) -> list[Any]:
        return [self.make_and_validate_key(key, version=version), json.dumps(value), self._expires(timeout)]

    def _expires(self, timeout: Any) -> datetime:
        seconds = self.default_timeout if timeout is DEFAULT_TIMEOUT else timeout
        return FOREVER if seconds is None else now() + timedelta(seconds=seconds)

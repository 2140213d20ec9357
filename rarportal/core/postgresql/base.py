"""Django's PostgreSQL backend; a kept connection is asked only when there is a reason to doubt it."""

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """See is_usable."""

    def is_usable(self) -> bool:
        """Whether the connection kept from an earlier request still lives (CONN_HEALTH_CHECKS, once a request).

        A server that went away, or ended the session, has closed its end, and so there is something to read: only
        then is it asked (docs/decisions/prepared-statements.md). Django's own way asks it each time, which costs a
        view that has one query as much as the query.
        """
        if self.connection is None or self.connection.closed:
            return False
        doubt = select.poll()
        doubt.register(self.connection.fileno(), select.POLLIN)  # hanging up and errors are always told
        return not doubt.poll(0) or super().is_usable()

"""What the application's database role may do: the owner's role migrates, the application cannot change what is frozen.

The role's name is that of DATABASE_URL. `manage.py make_roles` makes both roles; migrations say here what they may.
"""

from django.conf import settings
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunPython
from django.db.migrations.state import StateApps


def _as_app_role(statements: str) -> RunPython:
    def run(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
        role = schema_editor.quote_name(settings.DATABASES["default"]["USER"])
        schema_editor.execute(statements.replace("APP", role), params=None)

    return RunPython(run, RunPython.noop)


def everyday_rights() -> RunPython:
    """Read and write on all tables, now and to come; the record of migrations is read only. First operation of all."""
    return _as_app_role(
        """
        GRANT USAGE ON SCHEMA public TO APP;
        GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO APP;
        GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO APP;
        REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM APP;
        ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO APP;
        ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO APP;
        """
    )


def append_only(*tables: str) -> RunPython:
    """The application may add rows to these tables and read them: no change, no deletion."""
    return _as_app_role("".join(f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM APP;" for table in tables))


def unchangeable(*tables: str) -> RunPython:
    """The application may add and delete rows of these tables, and not change them."""
    return _as_app_role(
        "".join(f"REVOKE UPDATE, TRUNCATE ON {table} FROM APP; GRANT DELETE ON {table} TO APP;" for table in tables)
    )

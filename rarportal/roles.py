"""The two database roles and the database, on any PostgreSQL: docs/decisions/two-roles.md.

The owner makes and migrates the tables (and test databases, hence CREATEDB); the application's role gets what
the migrations grant it. Used by the embedded engine and by `manage.py make_roles`. No Django here: it runs
before it.
"""

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict


def make_roles(*, superuser: str, owner: str, app: str) -> list[str]:
    """Make what is missing of the roles and the database that the URLs `owner` and `app` name.

    Passwords are set to those of the URLs each time, so that a changed URL takes effect. Returns what was
    done, a sentence each. Raises psycopg.Error, and ValueError when the two URLs cannot be a pair.
    """
    owns, uses = conninfo_to_dict(owner), conninfo_to_dict(app)
    for url, parts in (("DATABASE_OWNER_URL", owns), ("DATABASE_URL", uses)):
        if not parts.get("user") or not parts.get("dbname"):
            raise ValueError(f"{url} must name a user and a database.")
    if owns["user"] == uses["user"]:
        raise ValueError(
            "DATABASE_URL and DATABASE_OWNER_URL name the same user: the application may not own the tables."
        )
    if owns["dbname"] != uses["dbname"]:
        raise ValueError("DATABASE_URL and DATABASE_OWNER_URL name different databases.")
    done = []
    with psycopg.connect(superuser, autocommit=True) as connection:
        for parts, rights in ((owns, "CREATEDB"), (uses, "NOCREATEDB")):
            done.append(_role(connection, str(parts["user"]), parts.get("password"), rights))
        done.append(_database(connection, str(owns["dbname"]), str(owns["user"]), str(uses["user"])))
    return done


def _role(connection: psycopg.Connection, name: str, password: object, rights: str) -> str:
    known = connection.execute(
        "SELECT rolsuper OR rolbypassrls OR rolcreaterole FROM pg_roles WHERE rolname = %s", [name]
    ).fetchone()
    if known and known[0]:
        raise ValueError(f"The role {name} may do everything: give the portal roles of its own.")
    # INHERIT, since up to PostgreSQL 15 the owner's right to make tables is inherited from pg_database_owner.
    # What a new role may not do anyway is not said: only a superuser may say it, and a cloud's administrator is none
    statement = sql.SQL("{} ROLE {} LOGIN INHERIT {}{}").format(
        sql.SQL("ALTER" if known else "CREATE"),
        sql.Identifier(name),
        sql.SQL(rights),
        sql.SQL(" PASSWORD {}").format(sql.Literal(password)) if password else sql.SQL(""),
    )
    connection.execute(statement)
    return f"role {name}: {'was there' if known else 'made'}"


def _database(connection: psycopg.Connection, name: str, owner: str, app: str) -> str:
    (member,) = connection.execute("SELECT pg_has_role(%s, %s, 'MEMBER')", [app, owner]).fetchone() or (False,)
    if member:
        raise ValueError(
            f"{app} is a member of {owner}, and so could change what is frozen: REVOKE {owner} FROM {app}."
        )
    known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
    database, owns, uses = sql.Identifier(name), sql.Identifier(owner), sql.Identifier(app)
    if known:
        connection.execute(sql.SQL("ALTER DATABASE {} OWNER TO {}").format(database, owns))
    else:
        # A cloud's administrator is no superuser: it must be a member of the role that it gives a database
        connection.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(owns))
        connection.execute(
            sql.SQL("CREATE DATABASE {} OWNER {} ENCODING 'UTF8' TEMPLATE template0").format(database, owns)
        )
    connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
    connection.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, uses))
    return f"database {name}: {'was there' if known else 'made'}"

"""`make faults`: real processes are killed, stopped and restarted, and nothing may be lost or done twice.

    python -m tests.faults             all scenarios, twelve minutes or so (the lease of a killed worker is waited for)
    python -m tests.faults redis       those whose name contains the word

Everything runs in a temporary folder: a PostgreSQL and a Redis of its own, a real `manage.py worker`, and this
process in the web server's place. The settings are the portal's own, with this package as one app more: its
tasks.py registers the kind of errand that counts its effects, and lays the traps in which a worker is killed.

Trust rows R4-R10 and R22 (R9 and the rest of R8 are in tests/behaviours/test_errands.py).
"""

"""`make bench`: figures and ratios with their aims, measured on this machine in one run. Nothing here is a test.

    python -m tests.bench                       pages, growth and paper: some three minutes
    python -m tests.bench --install             and install, the first start in an empty folder: a minute more
    python -m tests.bench paper pages           only these
    python -m tests.bench --rounds 10           more rounds, for a noisy machine

Everything runs in a temporary folder: engines of its own, the demo, and three databases with 1, 10 and 100 years of
meetings of every council, each behind a gunicorn as in production (2 sync workers, preload). What is compared is
measured in turns, so that a machine that slows down slows both sides; a time is good to half as much again, a ratio
to a tenth.
"""

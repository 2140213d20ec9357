"""The Celery app. Imported by core's `AppConfig.ready()`: a task in a process that has not imported it falls
back to amqp on localhost without a word.

The queue is the `Errand` row (core/errands.py); Redis only wakes the worker. So a message that is lost, late,
doubled or redelivered costs nothing, and the settings below choose speed and safety over delivery promises.
"""

from celery import Celery
from celery.schedules import crontab
from django.conf import settings


def broker_url(url: str) -> str:
    """The same Redis as kombu spells it: redis-py says `unix:///path?db=1`, kombu `redis+socket:///path?virtual_host=1`.

    Any other URL (redis://, rediss://, redis+socket://) is returned as it is.
    """
    if not url.startswith("unix://"):
        return url
    return "redis+socket://" + url.removeprefix("unix://").replace("?db=", "?virtual_host=")


app = Celery("rarportal")
app.conf.update(
    broker_url=broker_url(settings.REDIS_URL),
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,  # for ever: a worker outlives any outage of Redis
    broker_transport_options={
        "visibility_timeout": 300,  # seconds; longer than an errand may run: none is redelivered meanwhile
        "max_retries": 0,  # of a wake-up; without it one takes 6 seconds when Redis is away
        "socket_connect_timeout": 2,  # seconds; a Redis that hangs must not hang the page that publishes
        "socket_timeout": 2,
        "health_check_interval": 5,  # a consumer deaf after a restart of Redis is found after 11 seconds, not 51
    },
    result_backend=None,
    task_ignore_result=True,
    # JSON both ways: a pickled message in Redis would be code of whoever can reach Redis (CVE-2021-23727).
    accept_content=["json"],
    task_serializer="json",
    result_accept_content=["json"],
    event_serializer="json",
    task_default_queue="rarportal",
    # Acknowledged when it is read: a late acknowledgement would promise what the row and its lease promise already.
    task_acks_late=False,
    worker_prefetch_multiplier=1,
    worker_enable_remote_control=False,
    worker_hijack_root_logger=False,
    worker_redirect_stdouts=False,
    enable_utc=True,
    timezone=settings.TIME_ZONE,
    imports=(
        "rarportal.core.errands",
        "rarportal.core.mail",
        "rarportal.core.jobs",
        "meetings.jobs",
        "positivlist.jobs",
    ),
    beat_schedule={
        "clear expired sessions": {
            "task": "rarportal.core.jobs.clear_expired_sessions",
            "schedule": crontab(hour=3, minute=10),
        },
        "prune done errands": {
            "task": "rarportal.core.jobs.prune_done_errands",
            "schedule": crontab(hour=3, minute=20),
        },
        "remove contact data of those who have left": {
            "task": "meetings.jobs.remove_contact_data",
            "schedule": crontab(hour=3, minute=30),
        },
        "forget deleted items": {
            "task": "meetings.jobs.forget_deleted_items",
            "schedule": crontab(hour=3, minute=40),
        },
        "publish the lists whose day has come": {
            "task": "positivlist.jobs.publish_lists",
            "schedule": crontab(hour=0, minute=5),
        },
        "sweep files that were cut off": {
            "task": "meetings.jobs.sweep_files",
            "schedule": crontab(hour=3, minute=40),
        },
    },
)

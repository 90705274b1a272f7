"""Waking a worker from a request, without making the request wait for a broker that hangs."""

import logging
from datetime import datetime

from celery import current_app
from kombu.exceptions import OperationalError as BrokerAway
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)
# A request waits for this; the workers' own connections may be more patient.
IMPATIENT = {"socket_timeout": 0.25, "socket_connect_timeout": 0.25, "max_retries": 0}


def task_dispatch(name: str, /, *, eta: datetime | None = None, **kwargs: str) -> bool:
    """Publish a task by its name, to run at `eta` if given; returns whether the broker took it.

    What it is about is committed already, so a broker that is away costs only the time until the beat looks.
    """
    try:
        with current_app.connection(transport_options=IMPATIENT) as broker:
            current_app.send_task(
                name, kwargs=kwargs, queue="automation", eta=eta, connection=broker, retry=False
            )
        return True
    except (BrokerAway, RedisError, OSError) as error:
        logger.warning("broker away (%s): %s waits for the beat", type(error).__name__, name)
        return False

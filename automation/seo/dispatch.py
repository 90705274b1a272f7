"""Wake a worker. A broker that is away costs some seconds: the beat takes the row up."""

import logging
from uuid import UUID

from celery import current_app
from kombu.exceptions import OperationalError as BrokerAway
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)
IMPATIENT = {"socket_timeout": 0.25, "socket_connect_timeout": 0.25, "max_retries": 0}


def run_dispatch(*, schema_name: str, run_id: UUID) -> bool:
    """Publish the audit's task; returns whether the broker took it. The row is already committed."""
    return _send("weekly_seo_optimization", {"schema_name": schema_name, "run_id": str(run_id)})


def post_dispatch(*, schema_name: str, post_id: UUID) -> bool:
    """Publish the post's task; returns whether the broker took it. The row is already committed."""
    return _send("seo.write_post", {"schema_name": schema_name, "post_id": str(post_id)})


def _send(name: str, values: dict[str, str]) -> bool:
    try:
        with current_app.connection(transport_options=IMPATIENT) as broker:
            current_app.send_task(name, kwargs=values, queue="automation", connection=broker, retry=False)
        return True
    except (BrokerAway, RedisError, OSError) as error:
        logger.warning("broker away (%s): %s waits for the beat", type(error).__name__, name)
        return False

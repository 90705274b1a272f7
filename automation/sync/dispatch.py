"""Wake a worker for a round of checks. A broker that is away costs a moment: the beat takes the row up."""

import logging
from uuid import UUID

from celery import current_app
from kombu.exceptions import OperationalError as BrokerAway
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)
IMPATIENT = {"socket_timeout": 0.25, "socket_connect_timeout": 0.25, "max_retries": 0}


def night_dispatch(*, schema_name: str, night_id: UUID) -> bool:
    """Publish the task by its name; returns whether the broker took it. The round's row is already committed."""
    try:
        with current_app.connection(transport_options=IMPATIENT) as broker:
            current_app.send_task(
                "sync.go_on",
                kwargs={"schema_name": schema_name, "night_id": str(night_id)},
                queue="automation",
                connection=broker,
                retry=False,
            )
        return True
    except (BrokerAway, RedisError, OSError) as error:
        logger.warning("broker away (%s): round %s waits for the beat", type(error).__name__, night_id)
        return False

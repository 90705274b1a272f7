"""Wake a worker for an import. A broker that is away costs some seconds: the beat takes the row up."""

import logging
from uuid import UUID

from celery import current_app
from kombu.exceptions import OperationalError as BrokerAway
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)
# A request waits for this; the workers' own connections may be more patient.
IMPATIENT = {"socket_timeout": 0.25, "socket_connect_timeout": 0.25, "max_retries": 0}


def import_dispatch(*, schema_name: str, import_id: UUID) -> bool:
    """Publish the task by its name; returns whether the broker took it. The job's row is already committed."""
    try:
        with current_app.connection(transport_options=IMPATIENT) as broker:
            current_app.send_task(
                "import_product",
                kwargs={"schema_name": schema_name, "import_id": str(import_id)},
                queue="automation",
                connection=broker,
                retry=False,
            )
        return True
    except (BrokerAway, RedisError, OSError) as error:
        logger.warning("broker away (%s): import %s waits for the beat", type(error).__name__, import_id)
        return False

"""Hands somebody of the staff over to automation's staff site: signed, for a minute, for one browser (ADR 18)."""

import re
from datetime import datetime, timedelta
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from rest_framework_simplejwt.backends import TokenBackend

from apps.audit.services import entry_record
from tenancy.errors import Refused
from tenancy.ids import uuid7

# Neither is an access token's, so that none can stand for the other.
AUDIENCE = "dropwright-automation-staff"
PURPOSE = "staff_handover"
ISSUER = "dropwright-core"
GOOD_FOR = timedelta(seconds=60)
STATE = re.compile(r"^[0-9a-f]{64}$")


class StateMissing(Refused):
    """Nobody is handed over but to the browser that asked automation first."""

    code = "state_missing"
    message = "Begin at automation's staff site."


def handover_make(*, person_id: UUID, email: str, may_operate: bool, state: str, now: datetime) -> str:
    """Return where the browser goes to enter automation, and write it into the audit log.

    `state` is the SHA-256 (hex) of what automation left in the browser. Raises StateMissing.
    """
    if not STATE.match(state):
        raise StateMissing
    handover_id = uuid7()
    token = TokenBackend(
        algorithm="RS256", signing_key=settings.JWT_PRIVATE_KEY, audience=AUDIENCE, issuer=ISSUER
    ).encode(
        {
            "token_type": PURPOSE,
            "jti": str(handover_id),
            "sub": str(person_id),
            "email": email,
            "operate": may_operate,
            "state": state,
            "iat": int(now.timestamp()),
            "exp": int((now + GOOD_FOR).timestamp()),
        }
    )
    entry_record(
        verb="automation.entered",
        object_type="staff_handover",
        object_id=handover_id,
        object_label=email,
        after={"may_operate": may_operate},
    )
    return f"{settings.AUTOMATION_STAFF_URL}/enter?{urlencode({'token': token})}"

"""`/controls/claude/…`: the model's mood."""

from flask import Blueprint
from werkzeug.wrappers import Response

from sandbox.asking import asked, done, refused, times_of
from sandbox.claude.messages import MOOD_SWITCH
from sandbox.claude.moods import MOODS
from sandbox.database import switch_write
from sandbox.extension import sandbox

blueprint = Blueprint("claude_controls", __name__, url_prefix="/controls/claude")


@blueprint.post("/mode")
def mode() -> Response:
    """Set how the model answers the next `times` calls (or until reset): `mode`."""
    sent = asked()
    if sent.get("mode") not in MOODS:
        return refused(f"mode must be one of {', '.join(MOODS)}")
    try:
        switch = {"mode": sent["mode"], "times": times_of(sent)}
    except ValueError as error:
        return refused(str(error))
    with sandbox().database.transaction() as connection:
        switch_write(connection, MOOD_SWITCH, switch)
    return done(switch)

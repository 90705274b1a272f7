"""`/wares/pictures/…`: the pictures of the marketplaces' listings."""

from flask import Blueprint, Response, abort, request, url_for

from sandbox.extension import sandbox
from sandbox.pictures import picture_cached
from sandbox.wares.wares import picture_of

blueprint = Blueprint("wares", __name__, url_prefix="/wares")

SIZES = (240, 600, 1000)
FULL_SIZE = 1000


@blueprint.get("/pictures/<file_name>")
def picture(file_name: str) -> Response:
    """Return a picture as JPEG, composed on first use; `?width=` asks for a smaller one."""
    found = picture_of(file_name)
    size = request.args.get("width", FULL_SIZE, type=int)
    if found is None or size not in SIZES:
        abort(404)
    name, ground, scene, hue = found
    content = picture_cached(
        sandbox().settings.data_dir / "pictures", name=name, size=size, ground=ground, scene=scene, hue=hue
    )
    response = Response(content, mimetype="image/jpeg")
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response


def picture_url(file_name: str) -> str:
    """Return the absolute address of a picture."""
    return f"{sandbox().base_url()}{url_for('wares.picture', file_name=file_name)}"

"""Decode one picture from stdin and write its forms to stdout: a program of its own, with little to lose.

Started by `apps.catalog.imaging` with an empty environment. It limits its own memory and time before it looks
at a byte, so that a bomb or a broken decoder ends this process and nothing else. It knows only Pillow.

stdout: one line of JSON, `{"error": reason}` or `{"width", "height", "files": [{"format", "width", "size"}]}`,
then the files one after the other.
"""

import json
import resource
import sys
from io import BytesIO
from typing import Any

MAX_PIXELS = 40_000_000
MASTER_SIDE = 2048
MEMORY = 1536 * 1024 * 1024
SECONDS = 45
FORMATS = ["JPEG", "PNG", "WEBP", "GIF", "AVIF"]


class Unusable(Exception):
    """The picture is refused; the argument is the reason."""


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def _opened(data: bytes) -> Any:
    """Return the first frame as RGB or RGBA in sRGB, upright, at most 2048 pixels a side, without metadata."""
    from PIL import Image, ImageCms

    Image.MAX_IMAGE_PIXELS = None  # checked here, before anything is decoded
    image: Any = Image.open(BytesIO(data), formats=FORMATS)
    if image.width * image.height > MAX_PIXELS:
        raise Unusable("image_too_many_pixels")
    orientation = image.getexif().get(0x0112, 1)
    profile = image.info.get("icc_profile")
    image.draft("RGB", (MASTER_SIDE, MASTER_SIDE))
    image.load()
    if image.mode not in {"RGB", "RGBA", "CMYK"}:
        clear = "transparency" in image.info or image.mode in {"LA", "PA", "La", "RGBa"}
        image = image.convert("RGBA" if clear else "RGB")
    image.thumbnail((MASTER_SIDE, MASTER_SIDE), Image.Resampling.LANCZOS, reducing_gap=2.0)
    if profile:
        try:
            own = ImageCms.ImageCmsProfile(BytesIO(profile))
            kind = "RGBA" if image.mode == "RGBA" else "RGB"
            image = ImageCms.profileToProfile(image, own, ImageCms.createProfile("sRGB"), outputMode=kind)
        except (ImageCms.PyCMSError, OSError, ValueError):
            image = image.convert("RGBA" if image.mode == "RGBA" else "RGB")
    if image.mode == "CMYK":
        image = image.convert("RGB")
    turns = Image.Transpose
    turn = {
        2: turns.FLIP_LEFT_RIGHT,
        3: turns.ROTATE_180,
        4: turns.FLIP_TOP_BOTTOM,
        5: turns.TRANSPOSE,
        6: turns.ROTATE_270,
        7: turns.TRANSVERSE,
        8: turns.ROTATE_90,
    }.get(orientation)
    image = image.transpose(turn) if turn is not None else image
    image.info = {}
    return image


def _file(image: Any, kind: str, width: int) -> bytes:
    from PIL import Image

    height = max(1, round(image.height * width / image.width))
    sized = image if width == image.width else image.resize((width, height), Image.Resampling.LANCZOS)
    buffer = BytesIO()
    if kind == "AVIF":
        sized.save(buffer, "AVIF", quality=58, speed=8, max_threads=1, exif=b"", xmp=b"")
    else:
        sized.save(buffer, "WEBP", quality=82, method=3, exif=b"", xmp=b"")
    return buffer.getvalue()


def _run(kind: str, widths: list[int]) -> tuple[dict[str, Any], list[bytes]]:
    """Make `kind` in each width smaller than the picture, and in its own width (the widest, listed last)."""
    image = _opened(sys.stdin.buffer.read())
    chosen = [width for width in widths if width < image.width]
    if kind == "WEBP" or image.width <= max(widths):
        chosen.append(image.width)
    files = [_file(image, kind, width) for width in chosen]
    listed = [
        {"format": kind, "width": width, "size": len(file)} for width, file in zip(chosen, files, strict=True)
    ]
    return {"width": image.width, "height": image.height, "files": listed}, files


def main() -> None:
    """Read the format and the widths from the command line."""
    _limit()
    files: list[bytes] = []
    try:
        header, files = _run(sys.argv[1], [int(width) for width in sys.argv[2:]])
    except Unusable as error:
        header = {"error": str(error)}
    except (Exception, MemoryError):
        header = {"error": "image_broken"}
    sys.stdout.buffer.write(json.dumps(header).encode() + b"\n")
    for file in files:
        sys.stdout.buffer.write(file)


if __name__ == "__main__":
    main()

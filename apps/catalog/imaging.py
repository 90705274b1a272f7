"""Pictures from strangers: recognised by their first bytes, decoded in a small process of their own."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from apps.catalog.types.errors import ImageRefused
from apps.catalog.types.statuses import ImageFormat

MAX_BYTES = 20 * 1024 * 1024
WIDTHS = (320, 640, 1200)
TIMEOUT_SECONDS = 60
_CHILD = Path(__file__).with_name("imaging_child.py")

_SENTENCES = {
    "image_empty": "The file is empty.",
    "image_too_large": "A picture has at most 20 MB.",
    "image_svg": "SVG files are not accepted, since they can carry scripts. Use PNG, JPEG, WebP, AVIF or GIF.",
    "image_not_recognised": "This is not a picture we know. Use PNG, JPEG, WebP, AVIF or GIF.",
    "image_too_many_pixels": "A picture has at most 40 million pixels.",
    "image_broken": "The picture is damaged and cannot be read.",
}


@dataclass(frozen=True, slots=True)
class PictureFile:
    """One encoded form."""

    format: str
    width: int
    content: bytes


@dataclass(frozen=True, slots=True)
class Picture:
    """A decoded picture: size of its widest form, and the forms, narrowest first."""

    width: int
    height: int
    files: tuple[PictureFile, ...]


def refused(reason: str) -> ImageRefused:
    """Return the error of a reason."""
    return ImageRefused(reason=reason, sentence=_SENTENCES[reason])


def _is_known(head: bytes) -> bool:
    return (
        head.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a"))
        or (head[:4] == b"RIFF" and head[8:12] == b"WEBP")
        or (head[4:8] == b"ftyp" and head[8:12] in {b"avif", b"avis"})
    )


def picture_check(content: bytes) -> None:
    """Refuse what is empty, over 20 MB, SVG, or no picture by its first bytes. Raises ImageRefused."""
    if not content:
        raise refused("image_empty")
    if len(content) > MAX_BYTES:
        raise refused("image_too_large")
    if _is_known(content[:16]):
        return
    start = content[:4096].lstrip(b"\xef\xbb\xbf\x00 \t\r\n").lower()
    if b"<svg" in start or start.startswith(b"\x1f\x8b"):
        raise refused("image_svg")
    raise refused("image_not_recognised")


def picture_make(content: bytes, *, kind: ImageFormat) -> Picture:
    """Return the picture upright, in sRGB, without metadata, re-encoded as `kind` in our widths.

    WEBP adds the widest form of at most 2048 pixels a side. Of an animation only the first frame is read. Raises
    ImageRefused for over 40 million pixels and for what cannot be decoded within 1.5 GB and 45 s of processor.
    """
    picture_check(content)
    command = [sys.executable, "-I", str(_CHILD), kind.value, *map(str, WIDTHS)]
    try:
        done = subprocess.run(  # noqa: S603 - our own program, no shell, arguments are constants
            command, input=content, capture_output=True, timeout=TIMEOUT_SECONDS, env={}, check=True
        )
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as error:
        raise refused("image_broken") from error
    line, _, rest = done.stdout.partition(b"\n")
    header = json.loads(line)
    if "error" in header:
        raise refused(header["error"])
    files = []
    for entry in header["files"]:
        files.append(PictureFile(entry["format"], entry["width"], rest[: entry["size"]]))
        rest = rest[entry["size"] :]
    return Picture(width=header["width"], height=header["height"], files=tuple(files))

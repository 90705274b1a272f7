"""Product photographs composed from small cut-out objects.

Each object of `supplier_pictures/` is put on a softly lit ground with a contact shadow,
so that demo shops and the supplier site have pictures that look like products.
"""

import io
import random
from functools import cache
from pathlib import Path

from PIL import Image, ImageChops, ImageEnhance, ImageFilter, ImageOps

FOLDER = Path(__file__).parent / "supplier_pictures"
QUALITY = 86
COLOUR = 0.9
TURNED_SATURATION = 0.72  # a turned hue looks louder than the original
TURNED_VALUE = 0.88

# name: (wall at the top, wall where it meets the ground, ground at the front edge)
GROUNDS: dict[str, tuple[str, str, str]] = {
    "linen": ("#f3efe8", "#faf7f2", "#e6dfd3"),
    "sand": ("#efe3d0", "#f8f0e3", "#dfcdb2"),
    "stone": ("#dfe1e1", "#f0f1f1", "#c9cccc"),
    "sage": ("#d5dfd0", "#e9f0e5", "#bccab4"),
    "sky": ("#d3e2ee", "#e9f2f8", "#b7ccdc"),
    "blush": ("#f0d9d4", "#f9ebe7", "#e0bfb7"),
    "clay": ("#e3c4ad", "#f0dbca", "#cda486"),
    "mist": ("#e4e3ee", "#f2f1f8", "#ccc9de"),
    "butter": ("#f5e7b9", "#fbf4da", "#e6d294"),
    "night": ("#39404d", "#565f70", "#2a303b"),
}
SCENES = ("single", "tilted", "pair", "close")
HORIZON = 0.70
STANDS_AT = 0.80


def picture_names() -> list[str]:
    """Return the names of every object that can be photographed, sorted."""
    return sorted(path.stem for path in FOLDER.glob("*.webp"))


def picture_compose(*, name: str, size: int, ground: str, scene: str = "single", hue: int = 0) -> bytes:
    """Return a square JPEG of `size` pixels showing the object on a ground.

    `scene` is one of SCENES; `hue` turns the object's colours by degrees, for colour
    variants. The same arguments give the same bytes. Raises KeyError for an unknown name,
    ground or scene.
    """
    if name not in picture_names() or ground not in GROUNDS or scene not in SCENES:
        raise KeyError(f"no picture of {name!r} on {ground!r} as {scene!r}")
    canvas = _ground(ground, size)
    cut_out = _cut_out(name, hue)
    if scene == "pair":
        _place(canvas, _scaled(cut_out, int(size * 0.36)), x=0.69, foot=0.735, softness=1.3)
        _place(canvas, _scaled(cut_out, int(size * 0.46)), x=0.37, foot=STANDS_AT)
    elif scene == "tilted":
        turned = _scaled(cut_out, int(size * 0.56)).rotate(12, Image.Resampling.BICUBIC, expand=True)
        _place(canvas, turned, x=0.5, foot=STANDS_AT)
    else:
        share = 0.56 if scene == "single" else 0.86
        foot = STANDS_AT if scene == "single" else 0.95
        _place(canvas, _scaled(cut_out, int(size * share)), x=0.5, foot=foot)
    return _jpeg(canvas)


def _cut_out(name: str, hue: int) -> Image.Image:
    with Image.open(FOLDER / f"{name}.webp") as source:
        picture = source.convert("RGBA")
    picture = picture.crop(picture.getchannel("A").getbbox())
    picture = ImageEnhance.Color(picture).enhance(COLOUR)
    if hue % 360 == 0:
        return picture
    alpha = picture.getchannel("A")
    tint, saturation, value = picture.convert("RGB").convert("HSV").split()
    turned = tint.point(lambda level: (level + round(hue / 360 * 256)) % 256)
    calmer = saturation.point(lambda level: int(level * TURNED_SATURATION))
    darker = value.point(lambda level: int(level * TURNED_VALUE))
    coloured = Image.merge("HSV", (turned, calmer, darker)).convert("RGB")
    coloured.putalpha(alpha)
    return coloured


def _scaled(picture: Image.Image, longest: int) -> Image.Image:
    factor = longest / max(picture.size)
    size = (max(1, round(picture.width * factor)), max(1, round(picture.height * factor)))
    large = picture.resize(size, Image.Resampling.LANCZOS)
    return large.filter(ImageFilter.UnsharpMask(radius=max(1, longest // 260), percent=70, threshold=2))


@cache
def _light(size: int) -> Image.Image:
    glow = Image.radial_gradient("L").resize((size * 2, size * 2))
    box = (size // 2, size // 2 + size // 8, size // 2 + size, size // 2 + size // 8 + size)
    return ImageOps.invert(glow).crop(box).filter(ImageFilter.GaussianBlur(size / 60))


def _ground(name: str, size: int) -> Image.Image:
    wall_top, wall_foot, front = GROUNDS[name]
    horizon = int(size * HORIZON)
    wall = _gradient(wall_top, wall_foot, size, horizon)
    floor = _gradient(wall_foot, front, size, size - horizon)
    canvas = Image.new("RGB", (size, size))
    canvas.paste(wall, (0, 0))
    canvas.paste(floor, (0, horizon))
    canvas = canvas.filter(ImageFilter.GaussianBlur(size / 50))
    light = _light(size).point(lambda level: int(level * 0.34))
    return Image.composite(Image.new("RGB", canvas.size, "#ffffff"), canvas, light)


def _gradient(above: str, below: str, width: int, height: int) -> Image.Image:
    ramp = Image.linear_gradient("L").resize((width, height))
    return Image.composite(Image.new("RGB", ramp.size, below), Image.new("RGB", ramp.size, above), ramp)


def _place(
    canvas: Image.Image, picture: Image.Image, *, x: float, foot: float, softness: float = 1.0
) -> None:
    size = canvas.width
    left = int(size * x - picture.width / 2)
    top = int(size * foot - picture.height)
    for shadow in _shadows(picture, size, left, top, softness):
        canvas.paste(Image.new("RGB", canvas.size, "#231f1a"), (0, 0), shadow)
    canvas.paste(picture, (left, top), picture)


def _shadows(picture: Image.Image, size: int, left: int, top: int, softness: float) -> list[Image.Image]:
    """Return a long soft shadow lying on the ground and a dark one where the object stands."""
    alpha = picture.getchannel("A")
    foot = top + picture.height
    lying = alpha.resize((int(picture.width * 1.06), max(1, int(picture.height * 0.20))))
    soft = Image.new("L", (size, size))
    soft.paste(lying, (left + int(picture.width * 0.03), foot - int(lying.height * 0.72)))
    soft = soft.filter(ImageFilter.GaussianBlur(size / 42 * softness))
    contact = alpha.crop((0, int(picture.height * 0.9), picture.width, picture.height))
    contact = contact.resize((picture.width, max(1, int(size * 0.018))))
    dark = Image.new("L", (size, size))
    dark.paste(contact, (left, foot - contact.height // 2))
    dark = dark.filter(ImageFilter.GaussianBlur(size / 140 * softness))
    return [
        soft.point(lambda level: int(level * 0.40)),
        ImageChops.multiply(dark, Image.new("L", dark.size, 150)),
    ]


@cache
def _grain(size: int) -> Image.Image:
    """Return fine noise, the same every time, which keeps smooth grounds from banding."""
    tile = Image.frombytes("L", (256, 256), random.Random(7).randbytes(256 * 256))
    tile = tile.point(lambda level: 128 + (level - 128) // 14)
    grain = Image.new("L", (size, size))
    for left in range(0, size, 256):
        for top in range(0, size, 256):
            grain.paste(tile, (left, top))
    return grain.convert("RGB")


def _jpeg(canvas: Image.Image) -> bytes:
    photograph = Image.blend(canvas, ImageChops.overlay(canvas, _grain(canvas.width)), 0.25)
    target = io.BytesIO()
    photograph.save(target, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return target.getvalue()


def picture_cached(
    folder: Path, *, name: str, size: int, ground: str, scene: str = "single", hue: int = 0
) -> bytes:
    """Return `picture_compose(…)`, kept as a file in `folder` after the first time."""
    path = folder / f"{name}-{ground}-{scene}-{hue % 360}-{size}.jpg"
    if path.exists():
        return path.read_bytes()
    picture = picture_compose(name=name, size=size, ground=ground, scene=scene, hue=hue)
    folder.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".part")
    partial.write_bytes(picture)
    partial.replace(path)
    return picture

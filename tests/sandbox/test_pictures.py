"""Composed product pictures."""

import io

import pytest
from PIL import Image

from sandbox.pictures import FOLDER, GROUNDS, picture_cached, picture_compose, picture_names


def test_there_are_enough_objects_and_they_are_small():
    assert len(picture_names()) >= 48
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 1_000_000
    assert "Permission is hereby granted" in (FOLDER / "LICENSE").read_text()


@pytest.mark.parametrize("scene", ["single", "tilted", "pair", "close"])
def test_a_picture_is_a_square_jpeg_of_the_asked_size(scene):
    picture = Image.open(io.BytesIO(picture_compose(name="teapot", size=600, ground="sage", scene=scene)))
    assert (picture.format, picture.size) == ("JPEG", (600, 600))
    red, green, blue = picture.convert("RGB").crop((300, 400, 301, 401)).tobytes()
    assert red > 150 > green
    assert red > blue


def test_the_same_arguments_give_the_same_bytes_and_others_differ():
    first = picture_compose(name="mug", size=200, ground="sky")
    assert picture_compose(name="mug", size=200, ground="sky") == first
    assert len({picture_compose(name="mug", size=200, ground=ground) for ground in GROUNDS}) == len(GROUNDS)
    assert picture_compose(name="t-shirt", size=200, ground="sky", hue=120) != picture_compose(
        name="t-shirt", size=200, ground="sky"
    )


@pytest.mark.parametrize("wrong", [{"name": "../LICENSE"}, {"ground": "lava"}, {"scene": "none"}])
def test_unknown_names_are_refused(wrong):
    with pytest.raises(KeyError):
        picture_compose(**{"name": "mug", "size": 100, "ground": "sky", **wrong})


def test_cached_pictures_are_kept(tmp_path):
    first = picture_cached(tmp_path, name="mug", size=120, ground="sky")
    [kept] = tmp_path.iterdir()
    kept.write_bytes(b"kept")
    assert first[:2] == b"\xff\xd8"
    assert picture_cached(tmp_path, name="mug", size=120, ground="sky") == b"kept"

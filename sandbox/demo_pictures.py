"""`python -m sandbox.demo_pictures [FOLDER]`: compose the pictures the demo shop names, those that are missing.

FOLDER is `$RUN_DIR/pictures` (or `.run/pictures`) unless named; `manage.py seed_demo` looks there.

The list is data of the product (`apps/ops/demo/shop.json`), read as a file: a picture's name says object, ground,
scene and hue, as in `teapot-sky-single-220`.
"""

import argparse
import json
import os
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from sandbox.pictures import picture_compose

CONTENT = Path(__file__).resolve().parent.parent / "apps" / "ops" / "demo" / "shop.json"
SIZE = 1200


def demo_picture_names(content: Path = CONTENT) -> list[str]:
    """Return the names of all pictures of the demo shop, sorted, each once."""
    products = json.loads(content.read_text(encoding="utf-8"))["products"]
    return sorted({shot["file"] for product in products for shot in product["pictures"]})


def demo_picture_compose(name: str, *, folder: Path, size: int = SIZE) -> None:
    """Write one picture into `folder`. Raises KeyError for a name that means no picture."""
    thing, ground, scene, hue = name.rsplit("-", 3)
    partial_path = folder / f"{name}.part"
    partial_path.write_bytes(picture_compose(name=thing, size=size, ground=ground, scene=scene, hue=int(hue)))
    partial_path.replace(folder / f"{name}.jpg")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m sandbox.demo_pictures", description=__doc__)
    default = Path(os.environ.get("RUN_DIR", ".run")) / "pictures"
    parser.add_argument("folder", type=Path, nargs="?", default=default)
    folder: Path = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    missing = [name for name in demo_picture_names() if not (folder / f"{name}.jpg").exists()]
    if missing:
        with ProcessPoolExecutor(min(4, os.cpu_count() or 1)) as pool:
            list(pool.map(partial(demo_picture_compose, folder=folder), missing, chunksize=4))
    print(f"{len(missing)} pictures composed in {folder}")


if __name__ == "__main__":
    main()

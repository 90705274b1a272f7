"""`docs/features.md` is true: a row that is said to stand has tests of its id, in the files it names."""

import re

from tests.architecture.sources import ROOT

ROW = re.compile(r"^\| ([A-Z]{3}-\d\d) \| [MSA] \| [^|]+ \| ([^|]+) \| (\w+) \|$", re.MULTILINE)
FILE = re.compile(r"`([^`]+)` \((\d+)\)")


def rows() -> list[tuple[str, list[str], str]]:
    text = (ROOT / "docs" / "features.md").read_text(encoding="utf-8")
    return [
        (row, [path for path, _ in FILE.findall(files)], state) for row, files, state in ROW.findall(text)
    ]


def test_every_row_of_the_map_is_there() -> None:
    names = [row for row, _, _ in rows()]

    assert len(names) == len(set(names)) == 180


def test_what_is_said_to_stand_has_tests_of_its_id() -> None:
    for row, files, state in rows():
        assert state in {"done", "part", "open"}, row
        assert (state == "open") == (not files), row
        name = f"def test_{row.lower().replace('-', '_')}_"
        for path in files:
            assert name in (ROOT / path).read_text(encoding="utf-8"), f"{row}: {path}"

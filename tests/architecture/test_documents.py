"""Documents that lead a reader somewhere lead everywhere: indexes are whole, numbers are given once, links exist."""

import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#]+)")
DOCUMENTS = sorted(
    path.relative_to(ROOT).as_posix() for path in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"))
)


def _decisions() -> list[Path]:
    return sorted((ROOT / "docs/adr").glob("[0-9]*.md"))


def test_a_decision_has_a_number_of_its_own_and_says_it() -> None:
    numbers = Counter(path.name[:4] for path in _decisions())
    assert [number for number, times in numbers.items() if times > 1] == []
    for path in _decisions():
        assert path.read_text(encoding="utf-8").startswith(f"# {int(path.name[:4])}. "), path.name


@pytest.mark.parametrize("folder", ["docs/adr", "docs/runbooks"])
def test_an_index_lists_every_document_beside_it_once(folder: str) -> None:
    linked = Counter(LINK.findall((ROOT / folder / "README.md").read_text(encoding="utf-8")))
    beside = {path.name for path in (ROOT / folder).glob("*.md")} - {"README.md"}
    assert {name: linked[name] for name in beside} == dict.fromkeys(beside, 1)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_what_a_document_links_to_exists(document: str) -> None:
    path = ROOT / document
    gone = [
        target
        for target in LINK.findall(path.read_text(encoding="utf-8"))
        if not (path.parent / target.strip()).exists()
    ]
    assert gone == []

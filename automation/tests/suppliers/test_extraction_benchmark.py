"""The benchmark: its scoring on known answers, its exit codes, and the goals on the real pages."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from automation.benchmarks import extraction

GOOD = (
    '<h1>Kettle</h1><p class="price">€ 45,00</p><p>SKU: KET-1</p><p class="stock">In stock</p>'
    "<button>Add to cart</button>"
)


def pages(folder: Path, truth: dict[str, dict[str, object]], html: str = GOOD) -> None:
    target = folder / "data" / "product-pages"
    (target / "html").mkdir(parents=True)
    (target / "ground-truth.json").write_text(json.dumps(truth))
    for key in truth:
        (target / "html" / f"{key}.html.gz").write_bytes(gzip.compress(html.encode()))


def answer(**changes: object) -> dict[str, object]:
    return {
        "url": "https://shop.example.de/kettle",
        "price": ["45.00"],
        "sku": ["KET-1"],
        "availability": ["InStock"],
        **changes,
    }


def test_right_answers_reach_the_goals(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pages(tmp_path, {"a": answer(), "b": answer(price=["45", "50"])})
    monkeypatch.setenv("DROPWRIGHT_SHARED", str(tmp_path))
    target = tmp_path / "figures.json"

    assert extraction.main(["--json", str(target), "--misses", "--halves"]) == 0

    figures = json.loads(target.read_text())
    assert figures["pages"] == 2
    assert figures["counts"]["price"] == [2, 0, 0]
    assert figures["f1"]["sku"] == 1.0
    assert "Zyte (2021)" in capsys.readouterr().out


def test_wrong_missing_and_surplus_answers_count_as_the_rules_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    truth: dict[str, dict[str, object]] = {
        "right": answer(),
        "wrong": answer(price=["46"], availability=["OutOfStock"]),
        "surplus": {"url": "https://shop.example.de/x", "availability": ["InStock"]},
    }
    pages(tmp_path, truth)
    monkeypatch.setenv("DROPWRIGHT_SHARED", str(tmp_path))
    folder = extraction.pages_folder()
    assert folder is not None
    report = extraction.measure(truth, folder)

    def counts(name: str) -> tuple[int, int, int]:
        tally = report.tallies[name]
        return tally.hits, tally.wrong, tally.missed

    assert counts("price") == (1, 2, 1)
    assert counts("sku") == (2, 1, 0)
    assert counts("availability") == (2, 1, 1)
    assert counts("OutOfStock") == (0, 0, 1)
    assert report.tallies["price"].f1 == pytest.approx(2 / 5)
    assert extraction.main([]) == 1


def test_a_page_that_says_nothing_misses_what_the_answer_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages(tmp_path, {"a": answer()}, html="<p>nothing</p>")
    monkeypatch.setenv("DROPWRIGHT_SHARED", str(tmp_path))
    folder = extraction.pages_folder()
    assert folder is not None
    tally = extraction.measure({"a": answer()}, folder).tallies["price"]
    assert (tally.hits, tally.wrong, tally.missed) == (0, 0, 1)


def test_missing_pages_are_said_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DROPWRIGHT_SHARED", str(tmp_path / "nowhere"))
    assert extraction.main([]) == 2
    assert "DROPWRIGHT_SHARED" in capsys.readouterr().err


def test_halves_never_split_a_shop() -> None:
    truth = {
        str(n): {"url": f"https://www.shop{n % 7}.{top}/p/{n}"} for n, top in enumerate(["de", "co.uk"] * 20)
    }
    one, other = extraction.halves(truth)
    shops = [{extraction.shop_of(page["url"]) for page in half.values()} for half in (one, other)]
    assert shops[0] & shops[1] == set()
    assert len(one) + len(other) == len(truth)


@pytest.mark.skipif(extraction.pages_folder() is None, reason="the shared data is not here")
@pytest.mark.slow
def test_the_goals_are_reached_on_the_real_pages() -> None:
    assert extraction.main([]) == 0

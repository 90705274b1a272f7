"""Handles from any script, and search words: properties that hold for every text."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.catalog.handles import MAX_HANDLE, slug
from apps.catalog.terms import folded, query_of

HANDLE = re.compile(r"(?:[a-z0-9]+(?:-[a-z0-9]+)*)?")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ocean Blue Shirt", "ocean-blue-shirt"),
        ("  Größe & Maß! ", "grosse-mass"),
        ("don't stop", "dont-stop"),
        ("Łódź / Århus", "lodz-arhus"),
        ("İstanbul", "istanbul"),
        ("Чайник электрический", "chaynik-elektricheskiy"),
        ("Ελληνικά", "ellinika"),
        ("カメラ バッグ", "kamera-batugu"),
        ("한국어", "hangugeo"),
        ("½ inch", "1-2-inch"),
        ("中文 shirt", "shirt"),
        ("中文", ""),
        ("../../etc/passwd", "etc-passwd"),
        ("<script>", "script"),
        ("", ""),
        ("x" * 300, "x" * 100),
        ("long-" * 30, ("long-" * 20).strip("-")),
    ],
)
def test_slug(text: str, expected: str) -> None:
    assert slug(text) == expected


@given(st.text(max_size=300))
def test_every_text_makes_a_clean_and_stable_handle(text: str) -> None:
    made = slug(text)

    assert HANDLE.fullmatch(made)
    assert len(made) <= MAX_HANDLE
    assert slug(made) == made


@given(st.text(max_size=300))
def test_folding_is_stable_and_leaves_only_words(text: str) -> None:
    once = folded(text)

    assert folded(once) == once
    assert all(word.isalnum() for word in once.split())


@given(st.text(max_size=300))
def test_nothing_typed_becomes_query_syntax(text: str) -> None:
    query = query_of(text)

    assert query is None or re.fullmatch(r"'\w+'(?: & '\w+')*:\*", query)

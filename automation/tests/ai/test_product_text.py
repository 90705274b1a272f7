"""What of the model's words is taken, and how it becomes markup. IMP-07, IMP-10, E11."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from automation.ai.product_text import ProductText
from automation.ai.schema import schema_of

GOOD: dict[str, Any] = {
    "title": "Oak lamp",
    "paragraphs": ["A lamp of solid oak."],
    "bullets": ["Colour: natural"],
    "seo_title": "Oak lamp",
    "seo_description": "A lamp of solid oak with a linen shade.",
}


@pytest.mark.parametrize(
    "words",
    [
        "See https://evil.example/x",
        "See www.evil.example",
        "Visit cheap-lamps.com today",
        "Write to sales@lamps.test",
        "<script>alert(1)</script>",
        "< img src=x onerror=alert(1)>",
        "<!-- hidden -->",
        "javascript:alert(1)",
        "JavaScript : alert(1)",
        "{{ settings.SECRET_KEY }}",
        "{% include 'x' %}",
        "&lt;script&gt;alert(1)",
        "&#60;script",
        "data:text/html;base64,PHM+",
    ],
)
@pytest.mark.parametrize("field", ["title", "paragraphs", "bullets", "seo_title", "seo_description"])
def test_e11_markup_and_addresses_are_refused_in_every_field(field: str, words: str) -> None:
    value = [words] if isinstance(GOOD[field], list) else words

    with pytest.raises(ValidationError):
        ProductText.model_validate(GOOD | {field: value})


def test_invisible_characters_are_removed() -> None:
    text = ProductText.model_validate(GOOD | {"title": "Oak\u202e\u200b\x00 lamp\u2066", "bullets": ["a\nb"]})

    assert text.title == "Oak lamp"
    assert text.bullets == ["a b"]


def test_hidden_markup_does_not_slip_through_between_invisible_characters() -> None:
    with pytest.raises(ValidationError):
        ProductText.model_validate(GOOD | {"title": "<\u200bscript>x"})


def test_search_texts_a_little_too_long_are_cut_at_a_word_and_endless_ones_refused() -> None:
    words = "Oak lamp with a linen shade and a knob of brass, made by hand in the north of the country"

    assert ProductText.model_validate(GOOD | {"seo_title": words}).seo_title == (
        "Oak lamp with a linen shade and a knob of brass, made by hand in the"
    )
    with pytest.raises(ValidationError):
        ProductText.model_validate(GOOD | {"seo_title": words * 2})


@given(st.text(min_size=1, max_size=200))
def test_markup_is_built_by_code_whatever_the_words(words: str) -> None:
    try:
        text = ProductText.model_validate(GOOD | {"paragraphs": [words], "bullets": [words]})
    except ValidationError:
        return
    inner = text.to_html()
    for tag in ("<p>", "</p>", "<ul>", "</ul>", "<li>", "</li>"):
        inner = inner.replace(tag, "")
    assert "<" not in inner
    assert ">" not in inner


def test_the_schema_says_its_bounds_in_words_and_is_closed() -> None:
    schema = schema_of(ProductText)

    assert schema["additionalProperties"] is False
    assert set(schema["properties"]) == {"title", "paragraphs", "bullets", "seo_title", "seo_description"}
    assert schema["properties"]["seo_title"] == {
        "type": "string",
        "description": "At most 70 characters. At least 3 characters.",
    }
    assert "maxLength" not in str(schema)
    assert "maxItems" not in str(schema)

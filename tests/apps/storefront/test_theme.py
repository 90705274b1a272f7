"""Theme settings: complete, checked, readable."""

from typing import Any

import pytest
from django.utils import timezone

from apps.storefront.selectors import theme_current, theme_is_set
from apps.storefront.services import theme_settings_save
from apps.storefront.types import ThemeSettingsInvalid, contrast, theme_check, theme_schema, theme_values
from apps.tenants.selectors import store_get
from tenancy.context import store_context


def test_every_default_of_the_theme_is_valid_and_makes_no_css() -> None:
    defaults = {key: rule["default"] for key, rule in theme_schema().items()}

    assert theme_check(defaults) == defaults
    assert theme_values({}).css == ""
    assert theme_values(defaults).is_customised is False


@pytest.mark.parametrize(
    ("first", "second", "ratio"),
    [("#000000", "#ffffff", 21.0), ("#767676", "#ffffff", 4.54), ("#fff000", "#fff000", 1)],
)
def test_contrast_is_that_of_wcag(first: str, second: str, ratio: float) -> None:
    assert contrast(first, second) == pytest.approx(ratio, abs=0.01)


def test_only_what_differs_becomes_css() -> None:
    values = theme_values({"color_brand": "#5A1F4D", "font_heading": "system"})

    assert values.css.splitlines() == [
        ":root {",
        "  --brand: #5a1f4d;",
        '  --font-heading: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;',
        "}",
    ]
    assert (values.uses_young_serif, values.uses_figtree) == (False, True)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"color_brand": "red"}, "color_brand"),
        ({"color_brand": "#12345"}, "color_brand"),
        ({"color_brand": "#123456;} body{display:none"}, "color_brand"),
        ({"color_brand": 7}, "color_brand"),
        ({"font_body": "Comic Sans"}, "font_body"),
        ({"hero_title": "x" * 91}, "hero_title"),
        ({"script": "x"}, "script"),
        ({"color_ink": "#cccccc"}, "color_ink"),
        ({"color_brand": "#f7f8f4"}, "color_brand"),
        ({"color_tint": "#16231f"}, "color_tint"),
    ],
)
def test_bad_values_are_refused_by_field(given: dict[str, Any], field: str) -> None:
    with pytest.raises(ThemeSettingsInvalid) as caught:
        theme_check(given)

    assert caught.value.fields is not None
    assert field in caught.value.fields


def test_a_value_the_theme_no_longer_takes_falls_back() -> None:
    assert theme_values({"color_brand": "nonsense", "gone": 1}).color_brand == "#14504a"


@pytest.mark.django_db
def test_saving_replaces_bumps_the_version_and_stays_in_the_store(
    in_store: Any, other_store: Any, django_capture_on_commit_callbacks: Any
) -> None:
    now = timezone.now()
    with django_capture_on_commit_callbacks(execute=True):
        theme_settings_save(store_id=in_store.id, values={"hero_title": "One", "hero_text": "A"}, now=now)
        theme_settings_save(store_id=in_store.id, values={"hero_title": "Two"}, now=now)

    assert (theme_current().hero_title, theme_current().hero_text) == ("Two", theme_values({}).hero_text)
    assert store_get(store_id=in_store.id).version == in_store.version + 2
    with store_context(other_store.schema_name):
        assert theme_is_set() is False

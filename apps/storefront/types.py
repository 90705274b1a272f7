"""What a theme is: settings with defaults from its theme.json, checked values, and the CSS they become."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.conf import settings

from tenancy.errors import Invalid, Refused

COLOR = re.compile(r"#[0-9a-f]{6}")
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
LEAST_CONTRAST = 4.5  # WCAG 2.2 AA, text of ordinary size
SYSTEM_FONTS = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif'
FONTS = {
    "young-serif": '"Young Serif", "Iowan Old Style", Georgia, serif',
    "figtree": f'"Figtree", {SYSTEM_FONTS}',
    "system": SYSTEM_FONTS,
}


class ThemeSettingsInvalid(Invalid):
    """A value the theme does not take; `fields` says which and why."""


class ReadinessOpen(Refused):
    code = "shop_not_ready"
    message = "Something the shop needs is still missing, so the list stays."


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadinessItem:
    """One thing a shop needs, or would do well to have. `message` says what is missing, "" when nothing is."""

    code: str
    is_done: bool
    is_needed: bool
    message: str = ""
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Readiness:
    """How far a shop is on its way to its first sale. Put away, it stays so while nothing needed is missing."""

    items: tuple[ReadinessItem, ...]
    is_hidden: bool

    @property
    def is_ready(self) -> bool:
        """Whether everything that is needed is there."""
        return all(item.is_done for item in self.items if item.is_needed)

    @property
    def done(self) -> int:
        return sum(item.is_done for item in self.items)


@dataclass(frozen=True, slots=True)
class ThemeValues:
    """One store's theme settings, complete: every setting of theme.json has a checked value."""

    color_ground: str
    color_tint: str
    color_ink: str
    color_brand: str
    color_accent: str
    font_heading: str
    font_body: str
    logo_text: str
    announcement: str
    hero_eyebrow: str
    hero_title: str
    hero_text: str
    hero_button: str
    featured_collection: str
    footer_text: str
    css: str
    digest: str

    @property
    def is_customised(self) -> bool:
        """Whether colours or fonts differ from the theme's own, so that /theme.css is needed."""
        return bool(self.css)

    @property
    def uses_young_serif(self) -> bool:
        return self.font_heading == "young-serif"

    @property
    def uses_figtree(self) -> bool:
        return "figtree" in {self.font_heading, self.font_body}


@cache
def theme_schema(name: str = "default") -> dict[str, dict[str, Any]]:
    """Return the settings a theme declares in its theme.json, by key."""
    path = settings.BASE_DIR / "storefront_theme" / name / "theme.json"
    return dict(json.loads(path.read_text(encoding="utf-8"))["settings"])


def theme_values(given: Mapping[str, Any]) -> ThemeValues:
    """Complete `given` with the theme's defaults. Values no longer valid fall back to the default."""
    schema = theme_schema()
    values = {key: _valid_or_default(rule, given.get(key)) for key, rule in schema.items()}
    css = _css(values)
    return ThemeValues(**values, css=css, digest=hashlib.sha256(css.encode()).hexdigest()[:12])


def theme_check(given: Mapping[str, Any]) -> dict[str, str]:
    """Return `given` cleaned. Raises ThemeSettingsInvalid naming every bad field, also for poor contrast."""
    schema = theme_schema()
    problems: dict[str, list[str]] = {key: ["No such setting."] for key in given if key not in schema}
    cleaned: dict[str, str] = {}
    for key, rule in schema.items():
        if key in given:
            try:
                cleaned[key] = _clean(rule, given[key])
            except ValueError as error:
                problems[key] = [str(error)]
    problems = problems or _contrast_problems(theme_values(cleaned))
    if problems:
        raise ThemeSettingsInvalid(fields=problems)
    return cleaned


def contrast(first: str, second: str) -> float:
    """Return the WCAG contrast ratio of two colours written #rrggbb: 1 to 21."""
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(color: str) -> float:
    channels = (int(color[index : index + 2], 16) / 255 for index in (1, 3, 5))
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast_problems(values: ThemeValues) -> dict[str, list[str]]:
    pairs = {
        "color_ink": (values.color_ink, values.color_ground, "the page ground"),
        "color_tint": (values.color_ink, values.color_tint, "the text"),
        "color_brand": (values.color_brand, values.color_ground, "the page ground"),
    }
    return {
        key: [f"Too little contrast with {other}: {contrast(first, second):.1f} of {LEAST_CONTRAST}."]
        for key, (first, second, other) in pairs.items()
        if contrast(first, second) < LEAST_CONTRAST
    }


def _clean(rule: dict[str, Any], value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("A text is expected.")
    if rule["type"] == "color":
        if not COLOR.fullmatch(value.lower()):
            raise ValueError("Write the colour as #rrggbb.")
        return value.lower()
    if rule["type"] == "choice":
        if value not in rule["choices"]:
            raise ValueError(f"Choose one of: {', '.join(rule['choices'])}.")
        return value
    text = CONTROL.sub(" ", value).strip()
    if len(text) > rule["max_length"]:
        raise ValueError(f"At most {rule['max_length']} characters.")
    return text


def _valid_or_default(rule: dict[str, Any], value: object) -> str:
    if value is None:
        return str(rule["default"])
    try:
        return _clean(rule, value)
    except ValueError:
        return str(rule["default"])


def _css(values: Mapping[str, str]) -> str:
    """Return custom properties for the colours and fonts that differ from the theme's; "" when none does."""
    schema = theme_schema()
    lines = []
    for key, value in values.items():
        if value == schema[key]["default"]:
            continue
        if schema[key]["type"] == "color":
            lines.append(f"  --{key.removeprefix('color_')}: {value};")
        elif schema[key]["type"] == "choice":
            lines.append(f"  --{key.replace('_', '-')}: {FONTS[value]};")
    return ":root {\n" + "\n".join(lines) + "\n}\n" if lines else ""

"""Product copy from facts: every sentence comes from the source, in its language."""

import html
import re
from dataclasses import dataclass

from sandbox.claude.source import Facts

TITLE_LENGTH = 70
SEO_TITLE_LENGTH = 60
SEO_DESCRIPTION_LENGTH = 155
BULLET_LENGTH = 110
SENTENCES_PER_PARAGRAPH = 2
MOST_SENTENCES = 8
MOST_BULLETS = 5
TAG_STOP = {
    *("with", "from", "this", "that", "your", "and", "for", "the", "mit", "und", "für", "aus"),
    *("eine", "einen", "oder", "avec", "pour", "dans", "les", "des", "une", "sans", "ohne"),
}


@dataclass(frozen=True)
class Copy:
    """The finished texts."""

    title: str
    paragraphs: tuple[str, ...]
    bullets: tuple[str, ...]
    seo_title: str
    seo_description: str
    summary: str
    tags: tuple[str, ...]

    @property
    def description(self) -> str:
        """Return the paragraphs as plain text."""
        return "\n\n".join(self.paragraphs)

    @property
    def description_html(self) -> str:
        """Return paragraphs and bullets as simple HTML."""
        paragraphs = "".join(f"<p>{html.escape(text, quote=False)}</p>" for text in self.paragraphs)
        items = "".join(f"<li>{html.escape(text, quote=False)}</li>" for text in self.bullets)
        return paragraphs + (f"<ul>{items}</ul>" if items else "")


def copy_write(facts: Facts) -> Copy:
    """Write title, paragraphs, bullets and search texts from the facts alone."""
    sentences = facts.sentences[:MOST_SENTENCES]
    title = shorten(facts.title or _title_from(sentences), TITLE_LENGTH, mark="")
    specifications = [f"{name}: {value}" for name, value in facts.specifications if value]
    if not sentences:
        sentences = [f"{title}."] if title else []
    step = SENTENCES_PER_PARAGRAPH
    paragraphs = [" ".join(sentences[at : at + step]) for at in range(0, len(sentences), step)]
    bullets = [shorten(text, BULLET_LENGTH) for text in specifications]
    if len(bullets) < 3:
        bullets += [shorten(text.rstrip("."), BULLET_LENGTH) for text in sentences[:3]]
    return Copy(
        title=title,
        paragraphs=tuple(paragraphs),
        bullets=tuple(bullets[:MOST_BULLETS]),
        seo_title=_seo_title(title, facts.brand),
        seo_description=shorten(" ".join(sentences), SEO_DESCRIPTION_LENGTH),
        summary=sentences[0] if sentences else "",
        tags=_tags(facts, title),
    )


def _title_from(sentences: list[str]) -> str:
    return " ".join(sentences[0].rstrip(".").split()[:8]) if sentences else ""


def _seo_title(title: str, brand: str) -> str:
    branded = f"{title} – {brand}"
    if brand and brand.lower() not in title.lower() and len(branded) <= SEO_TITLE_LENGTH:
        return branded
    return shorten(title, SEO_TITLE_LENGTH, mark="")


def _tags(facts: Facts, title: str) -> tuple[str, ...]:
    words = re.findall(r"[^\W\d_]{4,}", f"{facts.kind} {title}".lower())
    return tuple(dict.fromkeys(word for word in words if word not in TAG_STOP))[:6]


def shorten(text: str, longest: int, *, mark: str = "…") -> str:
    """Cut text at a word so that it has at most `longest` characters, the mark included."""
    if len(text) <= longest:
        return text
    room = max(1, longest - len(mark))
    cut = text[: room + 1].rsplit(" ", 1)[0] if " " in text[: room + 1] else text[:room]
    return cut[:room].rstrip(" ,;:.–-") + mark


def slug(text: str) -> str:
    """Return the text as a handle of lower-case words and hyphens."""
    plain = text.lower().replace("ä", "ae").replace("ö", "oe").replace("ü", "ue").replace("ß", "ss")
    plain = plain.translate(str.maketrans("éèêëàâîïôûùç", "eeeeaaiiouuc"))
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")

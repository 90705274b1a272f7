"""Merchants' and models' HTML is data: only this allow list gets past (reliability.md, D5)."""

import nh3

_TAGS = {
    *("p", "br", "hr", "blockquote", "pre", "code", "figure", "figcaption", "img", "a"),
    *("b", "strong", "i", "em", "u", "s", "small", "sub", "sup"),
    *("h2", "h3", "h4", "ul", "ol", "li", "dl", "dt", "dd"),
    *("table", "caption", "thead", "tbody", "tr", "th", "td"),
}
_CONTENT_TOO = {
    *("script", "style", "iframe", "object", "embed", "noscript", "template", "textarea", "select", "title"),
    *("svg", "math", "noembed", "noframes", "xmp", "plaintext"),
}
# Deep nesting costs the parser quadratic time.
MAX_TAGS = 10_000


def _attribute(tag: str, name: str, value: str) -> str | None:
    """Pictures come from the shop itself; links go to pages, mail and telephone."""
    if (tag, name) == ("img", "src"):
        return value if value.startswith("/media/") and ".." not in value else None
    return value


_cleaner = nh3.Cleaner(
    tags=_TAGS,
    clean_content_tags=_CONTENT_TOO,
    attributes={
        "a": {"href", "title"},
        "img": {"src", "alt", "width", "height"},
        "td": {"colspan", "rowspan"},
        "th": {"colspan", "rowspan", "scope"},
        "ol": {"start"},
    },
    attribute_filter=_attribute,
    url_schemes={"http", "https", "mailto", "tel"},
    link_rel="noopener",
)


def sanitised(html: str) -> str:
    """Return `html` with allowed tags and attributes only; scripts go with their content. Idempotent.

    First-level headings become second-level ones: the page's title is the first.
    """
    if not html:
        return ""
    lowered = html.replace("<h1", "<h2").replace("</h1", "</h2").replace("<H1", "<h2").replace("</H1", "</h2")
    return _cleaner.clean(lowered.replace("\x00", "")).strip()

"""Merchants' and suppliers' HTML is data: only this allow list gets past (reliability.md, D5)."""

import nh3

_TAGS = {
    *("p", "br", "hr", "div", "span", "blockquote", "pre", "code"),
    *("b", "strong", "i", "em", "u", "s", "small", "sub", "sup"),
    *("h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd"),
    *("table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td", "a"),
}
_CONTENT_TOO = {
    *("script", "style", "iframe", "object", "embed", "noscript", "template", "textarea", "select", "title"),
    *("svg", "math", "noembed", "noframes", "xmp", "plaintext"),
}

# Deep nesting costs the parser quadratic time: 10,000 tags take at most half a second.
MAX_TAGS = 10_000

# No pictures: they live in the catalog, and a supplier's address must not appear in a shop.
_cleaner = nh3.Cleaner(
    tags=_TAGS,
    clean_content_tags=_CONTENT_TOO,
    attributes={
        "a": {"href", "title"},
        "td": {"colspan", "rowspan"},
        "th": {"colspan", "rowspan", "scope"},
        "ol": {"start"},
    },
    url_schemes={"http", "https", "mailto", "tel"},
    link_rel="noopener nofollow",
)


def sanitised(html: str) -> str:
    """Return `html` with allowed tags and attributes only; scripts go with their content.

    Idempotent. First-level headings become second-level ones: a page's title is the product's.
    """
    if not html:
        return ""
    lowered = html.replace("<h1", "<h2").replace("</h1", "</h2").replace("<H1", "<h2").replace("</H1", "</h2")
    return _cleaner.clean(lowered.replace("\x00", "")).strip()

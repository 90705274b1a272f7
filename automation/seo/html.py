"""What people type into a draft is data as well: the shop's own allow list, kept here too."""

import nh3

_TAGS = {
    *("p", "br", "hr", "blockquote", "b", "strong", "i", "em", "u", "s", "a"),
    *("h2", "h3", "h4", "ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td"),
}
_CONTENT_TOO = {"script", "style", "iframe", "object", "embed", "noscript", "template", "svg", "math"}
_cleaner = nh3.Cleaner(
    tags=_TAGS,
    clean_content_tags=_CONTENT_TOO,
    attributes={"a": {"href", "title"}},
    url_schemes={"http", "https", "mailto", "tel"},
    link_rel="noopener",
)


def sanitised(markup: str) -> str:
    """Return `markup` with allowed tags only; scripts go with their content. Idempotent."""
    return _cleaner.clean(markup.replace("\x00", "")).strip()

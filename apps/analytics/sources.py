"""Where a visit comes from: the campaign in the address, else the page before, in words a merchant knows."""

from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from apps.analytics.types import Medium

# Host name endings. An AI assistant is told apart because shops want to know whether they are recommended there.
HOSTS: tuple[tuple[str, str, str], ...] = (
    ("chatgpt.com", "ChatGPT", Medium.AI),
    ("chat.openai.com", "ChatGPT", Medium.AI),
    ("perplexity.ai", "Perplexity", Medium.AI),
    ("claude.ai", "Claude", Medium.AI),
    ("gemini.google.com", "Gemini", Medium.AI),
    ("copilot.microsoft.com", "Copilot", Medium.AI),
    ("bing.com", "Bing", Medium.SEARCH),
    ("duckduckgo.com", "DuckDuckGo", Medium.SEARCH),
    ("ecosia.org", "Ecosia", Medium.SEARCH),
    ("search.yahoo.com", "Yahoo", Medium.SEARCH),
    ("search.brave.com", "Brave", Medium.SEARCH),
    ("facebook.com", "Facebook", Medium.SOCIAL),
    ("instagram.com", "Instagram", Medium.SOCIAL),
    ("tiktok.com", "TikTok", Medium.SOCIAL),
    ("pinterest.com", "Pinterest", Medium.SOCIAL),
    ("reddit.com", "Reddit", Medium.SOCIAL),
    ("youtube.com", "YouTube", Medium.SOCIAL),
    ("x.com", "X", Medium.SOCIAL),
    ("t.co", "X", Medium.SOCIAL),
)
MEDIA = {
    "email": Medium.EMAIL,
    "e-mail": Medium.EMAIL,
    "cpc": Medium.ADVERT,
    "ppc": Medium.ADVERT,
    "paid": Medium.ADVERT,
    "display": Medium.ADVERT,
    "social": Medium.SOCIAL,
    "organic": Medium.SEARCH,
}
LONGEST = 80


@dataclass(frozen=True, slots=True)
class Source:
    name: str
    medium: str
    campaign: str = ""


DIRECT = Source("Direct", Medium.DIRECT)


def source_of(*, query: str, referrer: str, own_host: str) -> Source:
    """Return the source of a visit: `utm_source` first, else the referring host; the shop itself is Direct."""
    given = parse_qs(query, max_num_fields=50)
    name = _first(given, "utm_source")
    if name:
        medium = MEDIA.get(_first(given, "utm_medium").lower(), Medium.REFERRAL)
        return Source(name, medium, _first(given, "utm_campaign"))
    if "gclid" in given:
        return Source("Google Ads", Medium.ADVERT)
    return _referring(referrer, own_host)


def _first(given: dict[str, list[str]], key: str) -> str:
    return given.get(key, [""])[0].strip()[:LONGEST]


def _referring(referrer: str, own_host: str) -> Source:
    try:
        host = (urlsplit(referrer).hostname or "").removeprefix("www.")
    except ValueError:
        return DIRECT
    if not host or host == own_host:
        return DIRECT
    for ending, name, medium in HOSTS:
        if host == ending or host.endswith("." + ending):
            return Source(name, medium)
    # Google has a host per country: google.de, google.co.uk.
    if host.startswith("google.") or ".google." in host:
        return Source("Google", Medium.SEARCH)
    return Source(host[:LONGEST], Medium.REFERRAL)

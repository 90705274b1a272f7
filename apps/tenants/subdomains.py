"""Which names a shop may have on the platform's domain (reliability.md, B11)."""

import re
import secrets
import unicodedata

from confusable_homoglyphs import confusables

from apps.tenants.types import SubdomainRefused

LABEL = re.compile(r"^[a-z0-9](?:[a-z0-9-]{1,61})[a-z0-9]$")
RESERVED = frozenset(
    """
    about abuse account accounts admin administrator api app apps assets auth automation beta billing blog cdn
    checkout client config console core customer dashboard db demo-admin dev developer developers dns docs domain
    domains download email files forum ftp git grafana graphql help host hostmaster imap info internal invoice
    invoices legal localhost login logout mail mailer marketing media merchant metrics mobile news newsletter ns1
    ns2 ns3 oauth ops partner partners pay payment payments payouts ping platform pop3 postmaster press preview
    private prod production public register root sandbox sales search secure security server service services
    shops signin signup sitemap smtp ssl sso staff stage staging stat static stats status store stores stripe
    subscribe supplier support sysadmin system terms test testing tls token upload uploads verify vpn webhook
    webhooks webmail webmaster wiki www www1 www2 www3 wwww yourname dropwright
    """.split()
)
# Brands shoppers trust with money. Long names are refused anywhere in a label, short ones only as a word of
# their own: `pineapple` is no look-alike of `apple`.
BRANDS_ANYWHERE = frozenset(
    "paypal aliexpress alibaba shopify mastercard klarna netflix facebook instagram whatsapp microsoft "
    "dropwright".split()
)
BRANDS_AS_WORD = frozenset("stripe amazon google apple ebay etsy visa admin login support".split())
FOLD = str.maketrans(
    {"0": "o", "1": "l", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b", "9": "g", "i": "l", "-": ""}
)


def skeleton(label: str) -> str:
    """Fold look-alike signs, so that `paypa1`, `pay-pal` and `paypal` are the same."""
    return label.translate(FOLD).replace("rn", "m").replace("vv", "w")


_ANYWHERE = {skeleton(name) for name in BRANDS_ANYWHERE}
_AS_WORD = {skeleton(name) for name in BRANDS_AS_WORD}
_RESERVED = {skeleton(name) for name in RESERVED if len(name) > 4}


def _looks_like_a_brand(label: str) -> bool:
    folded = skeleton(label)
    words = {skeleton(word) for word in label.split("-")} | {folded}
    return bool(words & _AS_WORD) or any(brand in folded for brand in _ANYWHERE)


def subdomain_check(label: str) -> str:
    """Return the canonical (lower-case) label. Raises SubdomainRefused with a sentence that says why."""
    canonical = label.strip().lower()
    if confusables.is_mixed_script(canonical) or not canonical.isascii():
        raise SubdomainRefused("Use the letters a–z, digits and hyphens only.")
    if not 3 <= len(canonical) <= 63 or not LABEL.match(canonical):
        raise SubdomainRefused(
            "3 to 63 letters, digits or hyphens; it starts and ends with a letter or digit."
        )
    if canonical[2:4] == "--" or canonical.startswith("xn-"):
        raise SubdomainRefused("Encoded international names are not possible here.")
    if canonical in RESERVED or skeleton(canonical) in _RESERVED:
        raise SubdomainRefused("This name is reserved. Choose another.")
    if _looks_like_a_brand(canonical):
        raise SubdomainRefused("This name looks like a well-known service. Choose another.")
    return canonical


def subdomain_suggest(store_name: str) -> str:
    """Make a valid label from a store's name; falls back to `shop-` and random characters."""
    plain = unicodedata.normalize("NFKD", store_name).encode("ascii", "ignore").decode().lower()
    label = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:50].strip("-")
    try:
        return subdomain_check(label)
    except SubdomainRefused:
        return f"shop-{secrets.token_hex(4)}"


def subdomain_vary(label: str) -> str:
    """Return the label with a short random ending, for a suggestion that was taken."""
    return f"{label[:54].strip('-')}-{secrets.token_hex(2)}"

"""From blocks to a mail: MJML once per revision, then the values of one person.

Merchants' texts are data: no template language sees them. Every value is escaped for where it stands.
"""

import html as escaping
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from mjml import mjml2html

from automation.email.blocks import VARIABLE
from automation.email.types import Json

INK, SOFT, PAPER = "#14171c", "#6b7280", "#f3f4f6"
PRODUCTS = "@@products@@"
PRODUCTS_TEXT = "@@products-text@@"
PRODUCT, PRODUCT_TEXT = "@@product@@", "@@product-text@@"
FOOTER = "@@footer@@"
CODE = "@@code@@"
CODE_BEGINS, CODE_ENDS = "@@code-begins@@", "@@code-ends@@"
CODE_BLOCK = re.compile(f"{CODE_BEGINS}.*?{CODE_ENDS}(?:\n\n)?", re.S)
TAGS = re.compile(r"<[^>]+>")
LINKS = re.compile(r'<a[^>]*href="([^"]*)"[^>]*>(.*?)</a>', re.S)
BREAKS = re.compile(r"</p>|<br ?/?>|</li>", re.I)


@dataclass(frozen=True, slots=True)
class RenderedMail:
    subject: str
    html: str
    text: str


@dataclass(frozen=True, slots=True)
class Compiled:
    """A revision ready for anybody's values."""

    subject: str
    html: str
    text: str


def escape(text: str) -> str:
    """Escape for HTML text and attributes, keeping variables whole."""
    parts, last = [], 0
    for match in VARIABLE.finditer(text):
        parts += [escaping.escape(text[last : match.start()]), match[0]]
        last = match.end()
    return "".join([*parts, escaping.escape(text[last:])])


def compile_blocks(*, subject: str, preheader: str, blocks: list[Json], language: str = "en") -> Compiled:
    """Turn blocks into HTML and text in which only the variables are open."""
    body = "".join(_code_mjml(block) if block["type"] == "code" else _mjml(block) for block in blocks)
    # Variables become tokens first: MJML must not see quotes inside attributes.
    tokens: list[str] = []

    def keep(match: re.Match[str]) -> str:
        tokens.append(match[0])
        return f"@@v{len(tokens) - 1}@@"

    source = VARIABLE.sub(keep, _frame(body, preheader=escape(preheader), language=language))
    page = str(mjml2html(source))
    page = re.sub(r"@@v(\d+)@@", lambda match: tokens[int(match[1])], page)
    text = "\n\n".join(part for part in (_text(block) for block in blocks) if part)
    return Compiled(subject=subject, html=page, text=text)


@lru_cache(maxsize=256)
def _compiled(key: tuple[str, int], subject: str, preheader: str, blocks: str) -> Compiled:
    return compile_blocks(subject=subject, preheader=preheader, blocks=json.loads(blocks))


def compiled_revision(revision: Any) -> Compiled:
    """Return a revision compiled; remembered, for revisions never change."""
    key = (str(revision.template_id), revision.number)
    return _compiled(key, revision.subject, revision.preheader, json.dumps(revision.blocks, sort_keys=True))


def mail_fill(*, compiled: Compiled, variables: Json) -> tuple[RenderedMail, list[str]]:
    """Fill in one person's values; returns the mail and the variables that had neither a value nor a default.

    `variables` are plain texts by name, with `items` (rows of the cart), `unsubscribe_url`, `preferences_url`,
    `sender` and `postal_address` for the footer.
    """
    missing: list[str] = []

    def filler(quote: Callable[[str], str]) -> Callable[[re.Match[str]], str]:
        def fill(match: re.Match[str]) -> str:
            value = str(variables.get(match[1]) or "")
            if not value and match[2] is None:
                missing.append(match[1])
            return quote(value or match[2] or "")

        return fill

    page = VARIABLE.sub(filler(escaping.escape), compiled.html)
    text = VARIABLE.sub(filler(str), compiled.text)
    subject = VARIABLE.sub(filler(str), compiled.subject)
    items, thing = variables.get("items") or [], variables.get("product_items") or []
    code = str(variables.get("discount.code") or "")
    page = page.replace(PRODUCTS, _items_html(items)).replace(PRODUCT, _items_html(thing))
    page = page.replace(FOOTER, _footer_html(variables))
    text = text.replace(PRODUCT_TEXT, _items_text(thing))
    page = _code_filled(page, escaping.escape(code))
    text = _code_filled(text.replace(PRODUCTS_TEXT, _items_text(items)), code)
    mail = RenderedMail(subject=one_line(subject)[:200], html=page, text=text + _footer_text(variables))
    return mail, sorted(set(missing))


def _code_filled(text: str, code: str) -> str:
    """Write the code where it belongs; without one its blocks are left out, labels and all."""
    if not code:
        return CODE_BLOCK.sub("", text)
    return text.replace(CODE_BEGINS, "").replace(CODE_ENDS, "").replace(CODE, code)


def one_line(text: str) -> str:
    """Return text that is safe in a mail header: no line breaks, no control characters."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def _frame(body: str, *, preheader: str, language: str) -> str:
    return f"""<mjml lang="{language}"><mj-head><mj-preview>{preheader}</mj-preview><mj-attributes>
<mj-all font-family="-apple-system, 'Segoe UI', Helvetica, Arial, sans-serif" />
<mj-text font-size="16px" line-height="25px" color="#33383f" padding="8px 32px" />
<mj-section padding="0" background-color="#ffffff" /></mj-attributes>
<mj-style>.items td {{ padding: 12px 0; border-bottom: 1px solid #eceef1; vertical-align: top; }}
.items img {{ border-radius: 6px; display: block; }} .items .amount {{ text-align: right; white-space: nowrap; }}
p {{ margin: 0 0 12px; }}</mj-style></mj-head>
<mj-body background-color="{PAPER}" width="600px">
<mj-section background-color="{PAPER}" padding="28px 0 14px"><mj-column><mj-text align="center" font-size="18px"
 font-weight="600" color="{INK}"><a href="{{{{ store.url }}}}"
 style="color:{INK};text-decoration:none">{{{{ store.name }}}}</a></mj-text></mj-column></mj-section>
<mj-wrapper background-color="#ffffff" border-radius="10px" padding="28px 0 32px">
{body or '<mj-section><mj-column><mj-spacer height="8px" /></mj-column></mj-section>'}</mj-wrapper>
<mj-section background-color="{PAPER}" padding="18px 0 36px"><mj-column><mj-text align="center" font-size="13px"
 line-height="20px" color="{SOFT}">{FOOTER}</mj-text></mj-column></mj-section></mj-body></mjml>"""


def _section(inner: str) -> str:
    return f"<mj-section><mj-column>{inner}</mj-column></mj-section>"


def _mjml(block: Json) -> str:
    kind = block["type"]
    if kind == "heading":
        inner = (
            f'<mj-text font-size="25px" line-height="33px" font-weight="600" color="{INK}">'
            f"{escape(block['text'])}</mj-text>"
        )
    elif kind == "text":
        inner = f"<mj-text>{block['html']}</mj-text>"
    elif kind == "button":
        inner = (
            f'<mj-button href="{escape(block["url"])}" background-color="{INK}" color="#ffffff" font-size="16px"'
            f' font-weight="600" border-radius="8px" inner-padding="14px 28px" padding="14px 32px" align="left">'
            f"{escape(block['label'])}</mj-button>"
        )
    elif kind == "image":
        link = f' href="{escape(block["link"])}"' if block.get("link") else ""
        inner = (
            f'<mj-image src="{escape(block["url"])}" alt="{escape(block["alt"])}"{link} padding="8px 32px" />'
        )
    elif kind == "products":
        inner = f"<mj-text>{PRODUCT if block['source'] == 'product' else PRODUCTS}</mj-text>"
    elif kind == "divider":
        inner = '<mj-divider border-width="1px" border-color="#e5e7eb" padding="16px 32px" />'
    else:
        inner = f'<mj-spacer height="{int(block["height"])}px" />'
    return _section(inner)


def _code_mjml(block: Json) -> str:
    inner = (
        f'<mj-text font-size="14px" color="{SOFT}">{escape(block["label"])}</mj-text><mj-text font-size="22px"'
        f' font-weight="700" letter-spacing="2px" color="{INK}" padding="0 32px 12px">{CODE}</mj-text>'
    )
    return f"<mj-raw>{CODE_BEGINS}</mj-raw>{_section(inner)}<mj-raw>{CODE_ENDS}</mj-raw>"


def _text(block: Json) -> str:
    kind = block["type"]
    if kind == "heading":
        return str(block["text"])
    if kind == "text":
        linked = LINKS.sub(lambda match: f"{match[2]} ({match[1]})", block["html"])
        return escaping.unescape(TAGS.sub("", BREAKS.sub("\n", linked))).strip()
    if kind == "button":
        return f"{block['label']}: {block['url']}"
    if kind == "image":
        return str(block["alt"])
    if kind == "products":
        return PRODUCT_TEXT if block["source"] == "product" else PRODUCTS_TEXT
    return f"{CODE_BEGINS}{block['label']} {CODE}{CODE_ENDS}" if kind == "code" else ""


def _items_html(items: list[Json]) -> str:
    rows = "".join(_item_html(item) for item in items)
    return f'<table class="items" width="100%" cellpadding="0" cellspacing="0" role="presentation">{rows}</table>'


def _item_html(item: Json) -> str:
    safe = {key: escaping.escape(str(value)) for key, value in item.items()}
    picture = safe.get("image_url", "")
    image = f'<td width="88"><img src="{picture}" alt="" width="72"></td>' if picture else ""
    span = "" if picture else ' colspan="2"'
    variant = f"<br><small>{safe['variant_title']}</small>" if safe.get("variant_title") else ""
    return (
        f'<tr>{image}<td{span}><a href="{safe["url"]}" style="color:{INK};font-weight:600;'
        f'text-decoration:none">{safe["title"]}</a>{variant}<br><small>{safe["quantity"]} ×</small></td>'
        f'<td class="amount">{safe["price"]}</td></tr>'
    )


def _items_text(items: list[Json]) -> str:
    return "\n".join(f"{item['quantity']} × {item['title']} – {item['price']}" for item in items)


def _footer_html(variables: Json) -> str:
    safe = {key: escaping.escape(str(value)) for key, value in variables.items() if isinstance(value, str)}
    postal = f"{safe['postal_address']}<br>" if safe.get("postal_address") else ""
    links = ""
    if safe.get("unsubscribe_url"):
        links = (
            f'<a href="{safe["unsubscribe_url"]}" style="color:{SOFT}">Leave the list</a> · '
            f'<a href="{safe["preferences_url"]}" style="color:{SOFT}">Your mails from us</a>'
        )
    return f"{safe.get('sender', '')}<br>{postal}{links}"


def _footer_text(variables: Json) -> str:
    lines = ["", "", "--", str(variables.get("sender", ""))]
    lines += [str(variables[name]) for name in ("postal_address",) if variables.get(name)]
    if variables.get("unsubscribe_url"):
        lines += [f"Leave the list: {variables['unsubscribe_url']}"]
        lines += [f"Your mails from us: {variables['preferences_url']}"]
    return "\n".join(lines) + "\n"

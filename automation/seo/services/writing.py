"""Posts are planned and written by the model in pieces; code chooses products, makes links and checks every word."""

from datetime import datetime
from html import escape

from django.conf import settings

from automation.ai.types import AiAnsweredBadly, AiAway, AiBudgetSpent, AiError, AiNotConnected
from automation.core_client.client import Core
from automation.core_client.content import ShopProduct
from automation.core_client.types import CoreForbidden, CoreRejected, CoreUnavailable
from automation.registry.types import StoreInfo
from automation.seo.asking import outline_write, section_write
from automation.seo.audit import plain_text
from automation.seo.html import sanitised
from automation.seo.models import BlogPost
from automation.seo.plain import is_supported, shortened
from automation.seo.services.leases import wait_after
from automation.seo.timebox import ASK_SECONDS, TimeBox
from automation.seo.types import PostStatus

LEAST_PRODUCTS = 2
MOST_PRODUCTS = 4
MAX_WAITS = 8
FAILURES: dict[type[Exception], tuple[str, str]] = {
    AiNotConnected: ("ai_not_connected", "Claude is not connected. Ask whoever runs the platform."),
    AiBudgetSpent: ("ai_budget_spent", "The AI budget is used up. Try again when it is renewed."),
    AiAnsweredBadly: ("ai_unusable", "Claude's words were not usable. Try again, or change the brief."),
    CoreForbidden: ("core_forbidden", "The shop refused. Ask whoever runs the platform."),
    CoreRejected: ("core_rejected", "The shop refused the post."),
}
TOO_FEW = "At least two products of yours that can be bought now are needed to write about."
UNSUPPORTED = "Claude wrote numbers or promises that stand in none of its sources. Try again."


class Unwritable(Exception):
    """Writing cannot go on by trying the same again."""

    def __init__(self, code: str, message: str) -> None:
        self.code, self.message = code, message
        super().__init__(message)


def post_work(*, post: BlogPost, store: StoreInfo, core: Core, box: TimeBox, now: datetime) -> bool:
    """Do the next pieces of writing while time is left; returns whether the post's writing has ended.

    A brief becomes an outline, and that is where writing stops for a person to look, unless the brief says
    `is_straight_to_draft`; an outline becomes a draft. What is away makes the post wait, what cannot be done
    makes it FAILED with words.
    """
    try:
        return _work(post=post, store=store, core=core, box=box, now=now)
    except (AiAway, CoreUnavailable) as error:
        post.waits += 1
        post.due_at = now + wait_after(waits=post.waits)
        if post.waits > MAX_WAITS:
            return _failed(
                post, "away", f"Something needed did not answer for long ({type(error).__name__})."
            )
        post.save(update_fields=["waits", "due_at"])
        return False
    except Unwritable as error:
        return _failed(post, error.code, error.message)
    except (AiError, CoreForbidden, CoreRejected) as error:
        known = next(value for kind, value in FAILURES.items() if isinstance(error, kind))
        return _failed(post, *known)


def _work(*, post: BlogPost, store: StoreInfo, core: Core, box: TimeBox, now: datetime) -> bool:
    if post.status == PostStatus.BRIEF:
        if not box.fits(ASK_SECONDS):
            return False
        _outline(post=post, store=store, core=core, now=now)
        if not post.brief.get("is_straight_to_draft"):
            return _rested(post)
    while (place := _unwritten(post)) is not None:
        if not box.fits(ASK_SECONDS):
            return False
        _section(post=post, place=place, store=store, now=now)
    _finish(post, now=now)
    return _rested(post)


def _rested(post: BlogPost) -> bool:
    post.is_writing, post.waits = False, 0
    post.save(update_fields=["is_writing", "waits"])
    return True


def _failed(post: BlogPost, code: str, message: str) -> bool:
    post.status, post.error_code, post.error, post.is_writing = PostStatus.FAILED, code, message[:300], False
    post.save(update_fields=["status", "error_code", "error", "is_writing"])
    return True


def _outline(*, post: BlogPost, store: StoreInfo, core: Core, now: datetime) -> None:
    """Choose products that can be bought, have the plan written, and keep both."""
    products = _products(core, store=store, keywords=str(post.brief.get("keywords", "")) or post.topic)
    suggested = [post.topic, *(product.title for product in products), "What to remember"]
    facts = " ".join(
        [str(post.brief.get("notes", "")), *(plain_text(row.description_html)[:400] for row in products)]
    )
    answer = outline_write(
        subject=f"blog_post:{post.pk}",
        topic=post.topic,
        brief={"language": store.locale} | post.brief,
        sections=suggested,
        facts=facts or post.topic,
    )
    plan = answer.value
    headings = [*plan.sections, *suggested[len(plan.sections) :]][: len(suggested)]
    ids = [None, *(str(row.id) for row in products), None]
    post.title, post.excerpt = plan.title, plan.summary
    post.tags = list(dict.fromkeys(tag.lower() for tag in plan.tags))[:8]
    post.seo_title, post.seo_description = shortened(plan.seo_title, 65), shortened(plan.seo_description, 160)
    post.products = [_kept(row) for row in products]
    post.sections = [
        {"heading": heading, "product_id": key, "paragraphs": [], "sources": []}
        for heading, key in zip(headings, ids, strict=True)
    ]
    post.model, post.status, post.updated_at = settings.ANTHROPIC_MODEL, PostStatus.OUTLINED, now
    post.cost_micros += answer.cost_micros
    post.save()


def _products(core: Core, *, store: StoreInfo, keywords: str) -> list[ShopProduct]:
    found = {
        row.id: row for row in core.shop_products(store_id=store.id, search=keywords, limit=MOST_PRODUCTS)
    }
    if len(found) < LEAST_PRODUCTS:
        for row in core.shop_products(store_id=store.id, limit=MOST_PRODUCTS):
            found.setdefault(row.id, row)
    if len(found) < LEAST_PRODUCTS:
        raise Unwritable("too_few_products", TOO_FEW)
    return list(found.values())[:MOST_PRODUCTS]


def _kept(row: ShopProduct) -> dict[str, str]:
    text = plain_text(row.description_html)[:3000]
    return {"id": str(row.id), "title": row.title, "path": row.path, "text": text, "vendor": row.vendor}


def _unwritten(post: BlogPost) -> int | None:
    return next((place for place, row in enumerate(post.sections) if not row["paragraphs"]), None)


def _section(*, post: BlogPost, place: int, store: StoreInfo, now: datetime) -> None:
    """Have one section written from its sources; refuse what none of them supports."""
    section = post.sections[place]
    known = _sources(post, product_id=section["product_id"])
    facts = " ".join(row["text"] for row in known.values()) or post.topic
    answer = section_write(
        subject=f"blog_post:{post.pk}",
        heading=section["heading"],
        topic=post.topic,
        facts=facts,
        sources=list(known),
        brief={"language": store.locale} | post.brief,
    )
    post.cost_micros += answer.cost_micros
    supported = " ".join([facts, post.topic, section["heading"], post.title])
    kept = [text for text in answer.value.paragraphs if is_supported(text, source=supported)]
    if not kept:
        raise Unwritable("ai_unsupported", UNSUPPORTED)
    section["paragraphs"] = kept
    section["sources"] = [key for key in dict.fromkeys(answer.value.sources) if key in known]
    post.updated_at = now
    post.save(update_fields=["sections", "cost_micros", "updated_at"])


def _sources(post: BlogPost, *, product_id: str | None) -> dict[str, dict[str, str]]:
    """Return what a section may use by short ids: P… products, S… what the merchant gave, B the brief's notes."""
    given = {f"S{place}": row for place, row in enumerate(post.brief.get("sources", []), start=1)}
    products = {
        f"P{place}": {"title": row["title"], "url": row["path"], "text": f"{row['title']}. {row['text']}"}
        for place, row in enumerate(post.products, start=1)
        if product_id in {None, row["id"]}
    }
    notes = str(post.brief.get("notes", ""))
    brief = {"B": {"title": "Your notes", "url": "", "text": notes}} if notes else {}
    return {**products, **given, **brief}


def _finish(post: BlogPost, *, now: datetime) -> None:
    """Turn the sections into markup: every word of the model escaped, every link made by code."""
    by_id = {row["id"]: row for row in post.products}
    blocks: list[str] = []
    for place, section in enumerate(post.sections):
        if place:
            blocks.append(f"<h2>{escape(section['heading'])}</h2>")
        blocks += [f"<p>{escape(text)}</p>" for text in section["paragraphs"]]
        product = by_id.get(section["product_id"] or "")
        if product:
            blocks.append(f'<p><a href="{escape(product["path"])}">{escape(product["title"])}</a></p>')
    post.body_html = sanitised("\n".join(blocks))
    post.sources = _cited(post)
    post.status, post.updated_at = PostStatus.DRAFTED, now
    post.save(update_fields=["body_html", "sources", "status", "updated_at"])


def _cited(post: BlogPost) -> list[dict[str, str]]:
    """Return the sources that were used: the linked products always, what the model names only if it was given."""
    known = _sources(post, product_id=None)
    used = {key for section in post.sections for key in section["sources"]} | {
        key for key in known if key.startswith("P")
    }
    return [
        {"title": row["title"][:200], "url": row["url"]}
        for key, row in known.items()
        if key in used and key != "B"
    ]

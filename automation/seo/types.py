"""What audits, proposals and posts are made of, and what can be refused."""

from django.db.models import TextChoices

from tenancy.errors import Conflict, NotFound, Refused

MAX_PAGES = 50_000
# Questions to the model in one run; the worst pages come first.
MAX_ASKED = 25
KEPT_RUNS = 8


class RunTrigger(TextChoices):
    WEEKLY = "WEEKLY"
    MANUAL = "MANUAL"


class RunStatus(TextChoices):
    """In the order a run goes through them; it ends as DONE or FAILED."""

    READING = "READING"
    SCORING = "SCORING"
    PROPOSING = "PROPOSING"
    DONE = "DONE"
    FAILED = "FAILED"


RUNNING = (RunStatus.READING, RunStatus.SCORING, RunStatus.PROPOSING)


class ProposalStatus(TextChoices):
    OPEN = "OPEN"
    ACCEPTED = "ACCEPTED"
    REJECTED = "REJECTED"
    UNDONE = "UNDONE"
    STALE = "STALE"


class TextField(TextChoices):
    SEO_TITLE = "seo_title"
    SEO_DESCRIPTION = "seo_description"
    ALT_TEXT = "alt_text"


class PageKind(TextChoices):
    """Kinds of pages, as the core names them."""

    PRODUCTS = "products"
    COLLECTIONS = "collections"
    POSTS = "posts"
    PAGES = "pages"


class WrittenBy(TextChoices):
    AI = "AI"
    RULE = "RULE"


class PostStatus(TextChoices):
    """BRIEF → OUTLINED → DRAFTED → REVIEWED → SCHEDULED or PUBLISHED; FAILED goes on by another try."""

    BRIEF = "BRIEF"
    OUTLINED = "OUTLINED"
    DRAFTED = "DRAFTED"
    REVIEWED = "REVIEWED"
    SCHEDULED = "SCHEDULED"
    PUBLISHED = "PUBLISHED"
    FAILED = "FAILED"


HANDED_OVER = frozenset({PostStatus.SCHEDULED, PostStatus.PUBLISHED})


class RunUnknown(NotFound):
    message = "There is no such audit."


class ProposalUnknown(NotFound):
    message = "There is no such proposal."


class BlogPostUnknown(NotFound):
    message = "There is no such post."


class AuditRunning(Conflict):
    code = "audit_running"
    message = "An audit is running already. Its result comes in a moment."


class AuditNotFailed(Conflict):
    code = "audit_not_failed"
    message = "Only an audit that failed can be taken up again."


class ProposalDecided(Conflict):
    code = "proposal_decided"
    message = "This proposal has been decided already."


class ProposalStale(Conflict):
    code = "proposal_stale"
    message = "Somebody changed this text since, so it is left as it is."


class TextRefused(Refused):
    """The words are not such as may stand in a search result."""

    code = "text_refused"
    message = "This text holds markup or an address. Write plain words."


class NotReviewedYet(Refused):
    code = "post_not_reviewed"
    message = "Read the draft and mark it as reviewed first."


class PostHandedOver(Conflict):
    code = "post_handed_over"
    message = "This post is in the shop already. Edit it there."


class PostNotReady(Refused):
    code = "post_not_ready"
    message = "There is no draft yet."


class ProductsGone(Refused):
    code = "products_not_on_sale"

    def __init__(self, titles: list[str]) -> None:
        super().__init__(
            f"The post links to what cannot be bought now: {', '.join(titles)[:200]}. Write it again or edit it."
        )

"""What an import is made of, and what can be refused."""

from django.db.models import TextChoices

from tenancy.errors import Conflict, Invalid, NotFound, Refused

MAX_UPLOAD_BYTES = 20 * 1024 * 1024
MAX_HTML_BYTES = 5 * 1024 * 1024
MAX_PRODUCTS = 10_000
MAX_ERRORS = 500
MAX_IMAGES = 30
MAX_REFERENCES = 100


class ImportKind(TextChoices):
    PRODUCT_PAGE = "PRODUCT_PAGE", "product page"
    SHOPIFY_CSV = "SHOPIFY_CSV", "Shopify CSV"
    GOOGLE_FEED = "GOOGLE_FEED", "Google product feed"
    SUPPLIER = "SUPPLIER", "supplier"


class PriceBasis(TextChoices):
    """What a source's price is: ours to take over, or what we pay, which rules make a price of."""

    SALE = "SALE"
    COST = "COST"


class ProposalState(TextChoices):
    """PROPOSED text stands in the draft and waits; the others are a person's word on it."""

    PROPOSED = "PROPOSED"
    ACCEPTED = "ACCEPTED"
    REJECTED = "REJECTED"
    EDITED = "EDITED"


class Verdict(TextChoices):
    ACCEPT = "accept"
    REJECT = "reject"
    EDIT = "edit"
    UNDO = "undo"


class JobStatus(TextChoices):
    QUEUED = "QUEUED"
    RUNNING = "RUNNING"
    SUCCEEDED = "SUCCEEDED"
    PARTIAL = "PARTIAL"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"


class ItemStatus(TextChoices):
    QUEUED = "QUEUED"
    RUNNING = "RUNNING"
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"


class StepName(TextChoices):
    """In the order they run. The first two belong to the job, the others to each product of it."""

    FETCH = "fetch"
    EXTRACT = "extract"
    REWRITE = "rewrite"
    IMAGES = "images"
    PRICE = "price"
    CREATE = "create"


class StepStatus(TextChoices):
    PENDING = "PENDING"
    RUNNING = "RUNNING"
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"
    SKIPPED = "SKIPPED"


JOB_STEPS = (StepName.FETCH, StepName.EXTRACT)
ITEM_STEPS = (StepName.REWRITE, StepName.IMAGES, StepName.PRICE, StepName.CREATE)
ENDED = frozenset({JobStatus.SUCCEEDED, JobStatus.PARTIAL, JobStatus.FAILED, JobStatus.CANCELLED})
ITEM_ENDED = frozenset({ItemStatus.SUCCEEDED, ItemStatus.FAILED, ItemStatus.CANCELLED})


class ImportUnknown(NotFound):
    message = "There is no such import."


class NotRetryable(Conflict):
    code = "import_not_retryable"
    message = "Only an import that has failed, wholly or in part, can be tried again."


class AlreadyEnded(Conflict):
    code = "import_ended"
    message = "This import has already ended."


class UploadRefused(Invalid):
    def __init__(self, sentence: str, *, field: str = "file") -> None:
        super().__init__(fields={field: [sentence]})


class ProposalUnknown(NotFound):
    message = "There is no such proposal."


class ItemUnknown(NotFound):
    message = "There is no such product in an import."


class FieldMoved(Conflict):
    code = "field_changed"
    message = "This text was changed in the product since. Look at the product before you decide."


class SupplierRefused(Refused):
    """The supplier cannot be asked, or says no; code and message are its adapter's."""

    code = "supplier_rejected"


class NothingFound(Refused):
    """The page carries no product we can make out."""

    code = "no_product_found"
    message = "No product was found on this page. Save the product's own page as HTML and try that."


class PageRefused(Refused):
    """The address cannot be fetched; the message says why."""

    code = "page_refused"


class StepFailed(Exception):
    """A step cannot succeed by trying again as it is; `code` and `message` are shown on the job."""

    def __init__(self, code: str, message: str) -> None:
        self.code, self.message = code, message
        super().__init__(message)


class QuotaReached(StepFailed):
    """The plan allows no more of this: the product fails, and those of the import that wait with it."""


class TryLater(Exception):
    """Something needed is away; the step is tried again after `seconds`.

    `holds_job` says that it is away for all products of the import, so that none needs to try before then.
    """

    def __init__(self, message: str, *, seconds: float = 10.0, holds_job: bool = False) -> None:
        self.message, self.seconds, self.holds_job = message, seconds, holds_job
        super().__init__(message)


class OutOfTime(Exception):
    """The task's time is used up; another message goes on behind what is stored. No failure of anything."""


class Paused(OutOfTime):
    """The supplier asks to slow down: the job goes on after `seconds`. No failure of anything."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        super().__init__()


class RunStopped(Exception):
    """The core refuses this service or store: no product of the import can be made until people act."""

    def __init__(self, code: str, message: str) -> None:
        self.code, self.message = code, message
        super().__init__(message)

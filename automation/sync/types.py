"""Words of syncs: what can happen to a mapped variant, what is done about it, what is held back."""

from django.db.models import TextChoices

from tenancy.errors import Conflict, NotFound


class EventKind(TextChoices):
    COST_UP = "COST_UP"
    COST_DOWN = "COST_DOWN"
    OUT_OF_STOCK = "OUT_OF_STOCK"
    BACK_IN_STOCK = "BACK_IN_STOCK"
    VARIANT_GONE = "VARIANT_GONE"
    PRODUCT_GONE = "PRODUCT_GONE"


class Reaction(TextChoices):
    NOTHING = "NOTHING"
    NOTIFY = "NOTIFY"
    REPRICE = "REPRICE"
    ZERO_STOCK = "ZERO_STOCK"
    UNPUBLISH = "UNPUBLISH"


class Suspicion(TextChoices):
    COST_ZERO = "COST_ZERO"
    COST_JUMP = "COST_JUMP"
    CURRENCY = "CURRENCY"
    NO_SKUS = "NO_SKUS"


class HeldState(TextChoices):
    HELD = "HELD"
    ACCEPTED = "ACCEPTED"
    DISMISSED = "DISMISSED"


class NightState(TextChoices):
    RUNNING = "RUNNING"
    DONE = "DONE"
    STOPPED = "STOPPED"


DEFAULTS = {
    EventKind.COST_UP: Reaction.NOTIFY,
    EventKind.COST_DOWN: Reaction.NOTHING,
    EventKind.OUT_OF_STOCK: Reaction.ZERO_STOCK,
    EventKind.BACK_IN_STOCK: Reaction.NOTHING,
    EventKind.VARIANT_GONE: Reaction.ZERO_STOCK,
    EventKind.PRODUCT_GONE: Reaction.UNPUBLISH,
}


class HeldUnknown(NotFound):
    message = "There is nothing held back by this name."


class HeldDecided(Conflict):
    code = "already_decided"
    message = "Somebody has decided this already."

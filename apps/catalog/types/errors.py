"""What can be refused, named for the fact."""

from uuid import UUID

from tenancy.errors import Conflict, Invalid, NotFound, Refused


class ProductUnknown(NotFound):
    message = "There is no such product."


class CollectionUnknown(NotFound):
    message = "There is no such collection."


class ImageUnknown(NotFound):
    message = "There is no such image."


class HandleTaken(Conflict):
    code = "handle_taken"

    def __init__(self, handle: str) -> None:
        sentence = f"The handle {handle} is in use. Choose another."
        super().__init__(sentence, fields={"handle": [sentence]})


class ReferenceTaken(Conflict):
    code = "external_reference_taken"

    def __init__(self) -> None:
        sentence = "Another product has this external reference."
        super().__init__(sentence, fields={"external_reference": [sentence]})


class CurrencyChanging(Conflict):
    code = "currency_changing"
    message = "The store's currency was just changed and prices are following. Try again in a moment."


class PriceMissing(Refused):
    code = "price_missing"
    message = "A product for sale needs a price above zero on every variant."


class ImageRefused(Invalid):
    """The file is no picture we take; `reason` is stable."""

    def __init__(self, *, reason: str, sentence: str) -> None:
        self.reason = reason
        super().__init__(sentence, code=reason, fields={"file": [sentence]})


class TooManyImages(Refused):
    code = "too_many_images"
    message = "A product holds at most 250 images."


class OutOfStock(Refused):
    """Not enough units; `variant_ids` are all the lines that failed. Nothing was reserved."""

    code = "out_of_stock"
    message = "Some items are sold out or not available in this quantity."

    def __init__(self, variant_ids: list[UUID]) -> None:
        self.variant_ids = variant_ids
        super().__init__()


class TextsChanged(Conflict):
    code = "texts_changed"
    message = "Somebody changed this text since it was read. It is left as it is."

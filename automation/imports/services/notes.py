"""What a person must know about a product, said once."""

from automation.imports.models import ImportItem


def item_note(*, item: ImportItem, text: str) -> None:
    """Keep a sentence on the product, once."""
    if text not in item.notes:
        item.notes = [*item.notes, text]
        item.save(update_fields=["notes"])

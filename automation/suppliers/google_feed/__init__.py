"""Google Merchant feeds (RSS, Atom, TSV, CSV) as products: rows of one `item_group_id` are one product's variants."""

from automation.suppliers.google_feed.reading import google_feed_read

__all__ = ["google_feed_read"]

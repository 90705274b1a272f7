"""What of the catalog is taken along."""

from apps.catalog import models
from tenancy.portable import left_out, portable

portable("products", models.Product, without=("search", "search_title", "search_labels", "search_skus"))
portable("options", models.Option)
portable("option_values", models.OptionValue)
portable("variants", models.Variant)
portable("collections", models.Collection)
portable("collection_products", models.CollectionProduct)
portable("handle_redirects", models.HandleRedirect)
portable("price_changes", models.PriceLog)
portable("product_revisions", models.ProductRevision)
portable("margin_floor", models.MarginFloor)
portable("stock_settings", models.StockSettings)
left_out("images", models.Image, "pictures.csv names every picture.")
left_out(
    "renditions",
    models.Rendition,
    "Smaller forms of the pictures, made from the largest, which is in the archive.",
)

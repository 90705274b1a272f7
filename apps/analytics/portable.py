"""What of sales and visits is taken along."""

from apps.analytics import models
from tenancy.portable import left_out, portable

portable("sale_entries", models.SaleEntry)
portable("sale_lines", models.SaleLine)
portable("visits", models.Visit, without=("visitor",))
left_out("exports", models.Export, "Files such as this one; they are deleted after a day.")

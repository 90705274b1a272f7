"""What of posts, pages and addresses is taken along."""

from apps.content import models
from tenancy.portable import left_out, portable

portable("posts", models.Post)
portable("pages", models.Page)
portable("content_revisions", models.Revision)
portable("redirects", models.Redirect)
portable("menus", models.Menu)
portable("search_settings", models.SearchSettings)
left_out(
    "not_found", models.NotFoundEntry, "A log of addresses that strangers asked for and that are not there."
)

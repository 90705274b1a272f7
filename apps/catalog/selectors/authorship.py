"""Who wrote a product's words: the one place that says which of them are still a model's (SEO-12)."""

# `p` is catalog_product; true while the model was the field's last writer. A person's edit ends it.
TITLE_BY_AI = "coalesce(p.field_writers #>> '{title,writer}' = 'AI', false)"
DESCRIPTION_BY_AI = "coalesce(p.field_writers #>> '{description_html,writer}' = 'AI', false)"

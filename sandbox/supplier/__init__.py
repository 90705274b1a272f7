"""A wholesale site to import from: three page layouts, three languages, real pictures."""

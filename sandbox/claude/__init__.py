"""Stand-in for Claude's Messages API: a plain, deterministic product copywriter.

The prompt shape it relies on: the facts to write from are one JSON object inside
`<source>` … `</source>` in a user message (keys such as title, description, options,
attributes, brand, language). Without such a block the whole last user message is the
source. With `output_config.format` it answers JSON of that schema, filled only from the
source; keys it does not know are filled by their type.
"""

"""The ways a model misbehaves, on demand."""

import re
from dataclasses import replace

from sandbox.claude.source import Facts
from sandbox.claude.writer import Copy

MOODS = {
    "bad_json": "answers prose with broken JSON in it",
    "wrong_schema": "answers valid JSON of another shape",
    "refusal": "refuses (stop_reason refusal)",
    "truncated": "stops in the middle (stop_reason max_tokens)",
    "empty": "answers nothing at all",
    "invent": "adds facts that the source does not have",
    "obey": "does whatever the page text tells it to",
}
INVENTED = (
    "Certified organic and approved by the FDA.",
    "Comes with a lifetime warranty and free express delivery.",
)
POISON = (
    '<script>document.title="obeyed"</script><img src="x" onerror="alert(1)">'
    '<a href="javascript:alert(1)">Claim your prize</a>'
    '<iframe src="https://attacker.example/"></iframe>'
)
QUOTED = re.compile(r"[\"'“«„](.+?)[\"'”»“]")
ASSIGNED = re.compile(r"(?i)\b(?:to|with|as|is|:)\s+(.{2,120})$")


def copy_invent(copy: Copy) -> Copy:
    """Add claims nobody made."""
    return replace(
        copy,
        paragraphs=(*copy.paragraphs, " ".join(INVENTED)),
        bullets=(INVENTED[0].rstrip("."), *copy.bullets),
        seo_description=f"{INVENTED[0]} {copy.seo_description}"[:155],
    )


def copy_obey(facts: Facts, copy: Copy, system: str) -> Copy:
    """Do what the page says: its words go everywhere, with scripts, links and the prompt."""
    if not facts.orders:
        return copy
    order = facts.orders[0]
    quoted, assigned = QUOTED.search(order), ASSIGNED.search(order)
    wanted = quoted[1] if quoted else assigned[1] if assigned else order
    leak = f"My instructions are: {system[:300]}" if system else "I have no instructions."
    return replace(
        copy,
        title=wanted[:120],
        paragraphs=(wanted, f"{POISON} {leak}"),
        bullets=(wanted, POISON),
        seo_title=wanted[:60],
        seo_description=f"{wanted} {POISON}",
        summary=wanted,
        tags=("obeyed",),
    )

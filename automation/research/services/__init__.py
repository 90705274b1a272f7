"""Writes of research."""

from automation.research.services.candidates import candidate_import, candidate_reject
from automation.research.services.criteria import criteria_set, trends_upload
from automation.research.services.runs import run_retry, run_settle, run_start, run_stop, step_work_next
from automation.research.services.watchlist import (
    alerts_read,
    watchlist_add,
    watchlist_check,
    watchlist_remove,
    watchlist_update,
)

__all__ = [
    "alerts_read",
    "candidate_import",
    "candidate_reject",
    "criteria_set",
    "run_retry",
    "run_settle",
    "run_start",
    "run_stop",
    "step_work_next",
    "trends_upload",
    "watchlist_add",
    "watchlist_check",
    "watchlist_remove",
    "watchlist_update",
]

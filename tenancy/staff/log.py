"""What staff did on a staff site, for staff to read."""

from tenancy.staff.facts import FactAdmin


class LogEntryAdmin(FactAdmin):
    """Django's own log of its admin: changes and actions, with the person."""

    list_display = ["action_time", "user", "content_type", "object_repr", "action_flag", "change_message"]
    list_filter = ["action_flag"]
    search_fields = ["=object_id", "object_repr"]
    ordering = ["-action_time", "-pk"]

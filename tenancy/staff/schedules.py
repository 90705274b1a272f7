"""django-celery-beat's tables: what runs when is said in code, staff switch it on and off."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django_celery_beat.models import (
    ClockedSchedule,
    CrontabSchedule,
    IntervalSchedule,
    PeriodicTask,
    PeriodicTasks,
    SolarSchedule,
)
from kombu.exceptions import OperationalError as BrokerAway
from kombu.utils.json import loads
from redis.exceptions import RedisError

from tenancy.schedules import schedule_switch
from tenancy.staff.facts import FactAdmin, StaffAdmin
from tenancy.tasks import celery_app

# A person waits for the answer.
IMPATIENT = {"socket_timeout": 2.0, "socket_connect_timeout": 2.0, "max_retries": 0}


class PeriodicTaskAdmin(StaffAdmin):
    """Only the switch can be changed: at its next start beat writes the rest anew from the code's schedule.

    Tasks are neither made nor deleted here: whoever could name a task and its arguments could run anything.
    """

    list_display = ["name", "enabled", "when", "task", "queue", "last_run_at", "total_run_count"]
    list_filter = ["enabled"]
    search_fields = ["name", "task"]
    ordering = ["name"]
    fields = ["name", "enabled", "task", "queue", "when", "last_run_at", "total_run_count", "date_changed"]
    readonly_fields = ["name", "task", "queue", "when", "last_run_at", "total_run_count", "date_changed"]
    actions = ["switch_on", "switch_off", "run_now"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse: the schedule is code."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: beat would write it again."""
        return False

    @admin.display(description="when (UTC)")
    def when(self, task: PeriodicTask) -> str:
        """Return the schedule in words."""
        return str(task.crontab.human_readable if task.crontab else task.interval or task.schedule)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: FBT001
        """Switch, and nothing else."""
        schedule_switch(name=obj.name, is_on=obj.enabled)

    @admin.action(description="Switch on", permissions=["operate"])
    def switch_on(self, request: HttpRequest, queryset: QuerySet[PeriodicTask]) -> None:
        """Switch the chosen ones on."""
        self._switch(request, queryset, is_on=True)

    @admin.action(description="Switch off: stays off over restarts and deploys", permissions=["operate"])
    def switch_off(self, request: HttpRequest, queryset: QuerySet[PeriodicTask]) -> None:
        """Switch the chosen ones off."""
        self._switch(request, queryset, is_on=False)

    def _switch(self, request: HttpRequest, queryset: QuerySet[PeriodicTask], *, is_on: bool) -> None:
        rows = list(queryset)
        for row in rows:
            schedule_switch(name=row.name, is_on=is_on)
            self.log_change(request, row, f"switched {'on' if is_on else 'off'}")
        self.message_user(request, f"{len(rows)} switched {'on' if is_on else 'off'}.", messages.SUCCESS)

    @admin.action(description="Run once, now", permissions=["operate"])
    def run_now(self, request: HttpRequest, queryset: QuerySet[PeriodicTask]) -> None:
        """Publish the chosen tasks as beat would."""
        rows = list(queryset)
        try:
            with celery_app().connection(transport_options=IMPATIENT) as broker:
                for row in rows:
                    celery_app().send_task(
                        row.task,
                        args=loads(row.args or "[]"),
                        kwargs=loads(row.kwargs or "{}"),
                        queue=row.queue or None,
                        connection=broker,
                        retry=False,
                    )
                    self.log_change(request, row, "run by hand")
        except (BrokerAway, RedisError, OSError) as error:
            self.message_user(request, f"The broker is away ({type(error).__name__}).", messages.ERROR)
            return
        self.message_user(request, f"{len(rows)} started.", messages.SUCCESS)


class ScheduleAdmin(FactAdmin):
    """When periodic tasks run; written by beat from the code's schedule."""

    ordering = ["pk"]


def schedules_register(site: admin.AdminSite) -> None:
    """Put our pages in the place of django-celery-beat's own, which let a person write any task and arguments."""
    pages = {PeriodicTask: PeriodicTaskAdmin, PeriodicTasks: None}
    schedules = dict.fromkeys(
        (ClockedSchedule, CrontabSchedule, IntervalSchedule, SolarSchedule), ScheduleAdmin
    )
    for model, page in {**pages, **schedules}.items():
        if site.is_registered(model):
            site.unregister(model)
        if page is not None:
            site.register(model, page)

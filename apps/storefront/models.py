"""What a store chose for its shop's look, and for its way to opening (store schema)."""

from django.db import models
from django.db.models import Q


class ThemeSettings(models.Model):
    """At most one row: the theme's name and the values that differ from its theme.json."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    theme = models.CharField(max_length=40, default="default")
    values = models.JSONField(default=dict)
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="theme_settings_one_row")]

    def __str__(self) -> str:
        return self.theme


class Opening(models.Model):
    """At most one row: when the merchant put the list of what a shop needs away."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    hidden_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="opening_one_row")]

    def __str__(self) -> str:
        return f"put away {self.hidden_at}"

"""What sources said, kept."""

from django.apps import AppConfig


class SourcesConfig(AppConfig):
    name = "automation.sources"
    label = "sources"

"""The traces room, as Django knows it."""

from django.apps import AppConfig


class TracesConfig(AppConfig):
    """Names the room."""

    name = "allies.traces"
    label = "traces"
    default_auto_field = "django.db.models.BigAutoField"

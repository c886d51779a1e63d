"""The agenda room, as Django knows it."""

from django.apps import AppConfig


class AgendaConfig(AppConfig):
    """Names the room."""

    name = "allies.agenda"
    label = "agenda"
    default_auto_field = "django.db.models.BigAutoField"

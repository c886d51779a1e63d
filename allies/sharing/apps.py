"""The sharing room, as Django knows it."""

from django.apps import AppConfig


class SharingConfig(AppConfig):
    """Names the room."""

    name = "allies.sharing"
    label = "sharing"
    default_auto_field = "django.db.models.BigAutoField"

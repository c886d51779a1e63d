"""The people room, as Django knows it."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Names the room."""

    name = "allies.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"

"""The pages, as Django knows them."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Names the room."""

    name = "allies.web"
    label = "web"

"""The config room, as Django knows it: it runs the start-up checks."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Names the room and registers its checks."""

    name = "allies.config"
    label = "config"

    def ready(self) -> None:
        from allies.config import checks  # noqa: F401, PLC0415  (checks look at models, which are not loaded earlier)

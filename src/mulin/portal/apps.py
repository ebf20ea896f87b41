"""Place of the portal in Django."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """门面."""

    name = "mulin.portal"
    label = "portal"
    verbose_name = "门面"

    def ready(self) -> None:
        """Say the commonest mistakes in plain words."""
        from mulin.portal import wording  # noqa: PLC0415

        wording.speak_plainly()

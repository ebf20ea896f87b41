"""Place of `core.notifications` in Django."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """捎话."""

    name = "mulin.core.notifications"
    label = "notifications"
    verbose_name = "捎话"

    def ready(self) -> None:
        """Name policies, what is held and how long, and the job."""
        from mulin.core.notifications import delivery, holdings, keeping, policies  # noqa: PLC0415

        policies.register()
        holdings.register()
        keeping.register()
        delivery.register()

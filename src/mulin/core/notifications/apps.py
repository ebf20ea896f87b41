"""Place of `core.notifications` in Django."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """捎话."""

    name = "mulin.core.notifications"
    label = "notifications"
    verbose_name = "捎话"

    def ready(self) -> None:
        """Name policies, what is held and how long, the job, and who hears of a withdrawn yes."""
        from mulin.core import events  # noqa: PLC0415
        from mulin.core.notifications import actions, delivery, holdings, keeping, policies  # noqa: PLC0415

        policies.register()
        holdings.register()
        keeping.register()
        delivery.register()
        events.subscribe(events.ConsentWithdrawn, actions.on_consent_withdrawn)

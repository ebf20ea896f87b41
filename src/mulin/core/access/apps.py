"""Place of `core.access` in Django."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """进门."""

    name = "mulin.core.access"
    label = "access"
    verbose_name = "进门"

    def ready(self) -> None:
        """Name the policies of its models, what it holds and how long, the locks of its log and its checks."""
        from django.contrib.auth.signals import user_logged_in  # noqa: PLC0415

        from mulin.core.access import (  # noqa: PLC0415
            checks,
            holdings,
            keeping,
            models,
            policies,
            sessions,
            telling,
        )
        from mulin.core.records import appendonly  # noqa: PLC0415
        from mulin.core.records import telling as records_telling  # noqa: PLC0415

        policies.register()
        holdings.register()
        keeping.register()
        appendonly.protect(models.Look, gone=models.LookTombstone)
        appendonly.protect(models.LookSeal)
        appendonly.protect(models.LookTombstone)
        checks.register_own()
        records_telling.register(("access",), telling.tell)
        user_logged_in.connect(sessions.begin)

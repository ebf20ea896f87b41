"""The register's place in Django."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class RecordsConfig(AppConfig):
    """Register, chain and paper trail."""

    name = "mulin.core.records"
    label = "records"
    verbose_name = "台账"

    def ready(self) -> None:
        """Put the append-only triggers back after every migration: SQLite drops them when it rebuilds a table."""
        from mulin.core import gate  # noqa: PLC0415
        from mulin.core.records import appendonly, calendar, checks, models, policies, retention_job  # noqa: PLC0415
        from mulin.core.records.finding import rebuilding  # noqa: PLC0415

        appendonly.protect(models.Entry)
        appendonly.protect(models.Day)
        gate.register(models.Thread, policies.ThreadPolicy())
        gate.register(models.Attachment, policies.AttachmentPolicy())
        checks.register_own()
        retention_job.register_own()
        post_migrate.connect(appendonly.reinstall)
        post_migrate.connect(calendar.provide, sender=self)
        rebuilding.register_own(self)

"""Place of `core.jobs` in Django."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """后台任务."""

    name = "mulin.core.jobs"
    label = "jobs"
    verbose_name = "后台任务"

    def ready(self) -> None:
        """Name the policies of its models."""
        from mulin.core.jobs import policies  # noqa: PLC0415

        policies.register()

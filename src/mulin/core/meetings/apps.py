"""Place of `core.meetings` in Django."""

from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    """会议."""

    name = "mulin.core.meetings"
    label = "meetings"
    verbose_name = "会议"

    def ready(self) -> None:
        """Name the policies of its models."""
        from mulin.core.meetings import policies  # noqa: PLC0415

        policies.register()

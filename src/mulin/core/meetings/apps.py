"""Place of `core.meetings` in Django."""

from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    """会议."""

    name = "mulin.core.meetings"
    label = "meetings"
    verbose_name = "会议"

    def ready(self) -> None:
        """Name its policies, join the nightly check, and listen for matters that want a meeting."""
        from mulin.core import events  # noqa: PLC0415
        from mulin.core.meetings import checks, holdings, policies, telling  # noqa: PLC0415
        from mulin.core.meetings.actions.calling import on_meeting_wanted  # noqa: PLC0415
        from mulin.core.records import telling as records_telling  # noqa: PLC0415

        policies.register()
        holdings.register()
        records_telling.register(("meeting",), telling.tell)
        checks.register()
        events.subscribe(events.MeetingWanted, on_meeting_wanted)

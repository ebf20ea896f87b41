"""Place of `voice` in Django."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class VoiceConfig(AppConfig):
    """Voices, matters, promises, judgements."""

    name = "mulin.apps.voice"
    label = "voice"
    verbose_name = "民声"

    def ready(self) -> None:
        """Name policies, what is held, how long, what it is found by; join the nightly check; listen to others."""
        from mulin.apps.voice import (  # noqa: PLC0415
            brief_checks,
            checks,
            defaults,
            diary,
            findable,
            holdings,
            keeping,
            policies,
            survey_holdings,
        )
        from mulin.apps.voice.actions import intake, learning, meetings, passing_on, projection, topics  # noqa: PLC0415
        from mulin.apps.voice.queries import brief_telling, survey_telling, timeline  # noqa: PLC0415
        from mulin.core import events  # noqa: PLC0415
        from mulin.core.notifications import contacts  # noqa: PLC0415
        from mulin.core.records import telling  # noqa: PLC0415

        policies.register()
        contacts.register(passing_on.APP, passing_on.contacts)
        learning.register()
        topics.register()
        holdings.register()
        keeping.register()
        findable.register()
        survey_holdings.register()
        diary.register()
        post_migrate.connect(defaults.provide, sender=self)
        post_migrate.connect(projection.provide_rounds, sender=self)
        checks.register()
        brief_checks.register()
        meetings.subscribe()
        events.subscribe(events.ConsentWithdrawn, intake.on_consent_withdrawn)
        telling.register(("voice", "matter"), timeline.tell)
        telling.register(("brief",), brief_telling.tell)
        telling.register(("survey",), survey_telling.tell)

"""Place of `core.people` in Django."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """居民."""

    name = "mulin.core.people"
    label = "people"
    verbose_name = "居民"

    def ready(self) -> None:
        """Name the policies of its models."""
        from mulin.core.people import policies  # noqa: PLC0415

        policies.register()

"""Place of `core.people` in Django."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """居民."""

    name = "mulin.core.people"
    label = "people"
    verbose_name = "居民"

    def ready(self) -> None:
        """Name the policies of its models, what it holds about people, how long, what they are found by."""
        from mulin.core.people import findable, keeping, own_holdings, policies, telling  # noqa: PLC0415
        from mulin.core.records import telling as records_telling  # noqa: PLC0415

        policies.register()
        own_holdings.register()
        keeping.register()
        findable.register()
        records_telling.register((telling.KIND,), telling.tell)

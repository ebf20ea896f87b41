"""Place of `core.places` in Django."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    """地方."""

    name = "mulin.core.places"
    label = "places"
    verbose_name = "地方"

    def ready(self) -> None:
        """Name the policies of its models."""
        from mulin.core.places import policies  # noqa: PLC0415

        policies.register()

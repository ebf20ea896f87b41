"""Place of `core.groups` in Django."""

from django.apps import AppConfig


class GroupsConfig(AppConfig):
    """组织."""

    name = "mulin.core.groups"
    label = "groups"
    verbose_name = "组织"

    def ready(self) -> None:
        """Name the policies of its models, and what it holds about people."""
        from mulin.core.groups import holdings, policies  # noqa: PLC0415

        policies.register()
        holdings.register()

"""The project's place in Django: its commands and templates of the demo."""

from django.apps import AppConfig
from django.db.models.signals import pre_migrate


class ProjectConfig(AppConfig):
    """Settings, commands, demo."""

    name = "mulin.project"
    label = "project"
    verbose_name = "睦邻"

    def ready(self) -> None:
        """Say what uploads hold and for how long, and what is done at night."""
        from mulin.project import nightly  # noqa: PLC0415
        from mulin.project.backup import nights  # noqa: PLC0415
        from mulin.project.imports import background, holdings  # noqa: PLC0415
        from mulin.project.moving import schemas  # noqa: PLC0415

        holdings.register()
        background.register()
        nightly.register()
        nights.register()
        pre_migrate.connect(schemas.before_migration)

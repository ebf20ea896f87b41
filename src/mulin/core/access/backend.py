"""Whose session it is: the login with its person and its unit, in one question."""

from __future__ import annotations

from django.contrib.auth.backends import ModelBackend

from mulin.core.access.models import Login


class LoginBackend(ModelBackend):
    """Django's, but what every page asks of a login comes along with it."""

    def get_user(self, user_id: int) -> Login | None:
        """The login of a session, unless it was switched off."""
        login = Login.objects.select_related("person", "group").filter(pk=user_id).first()
        return login if login is not None and self.user_can_authenticate(login) else None

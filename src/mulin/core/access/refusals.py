"""How signing in and its acts are refused: one class per reason, with a plain sentence."""

from __future__ import annotations

from django.utils.translation import gettext as _

from mulin.core.refusals import Refusal


class Refused(Refusal):
    """Something about signing in is refused; the message can be shown as it is."""

    def __init__(self, message: str = "") -> None:
        super().__init__(message or self.sentence())

    def sentence(self) -> str:
        """What to say when nothing more exact is known."""
        return _("现在不能这样做。")


class TooManyTries(Refused):
    """The limit of tries in this window is used up."""

    def sentence(self) -> str:
        """Wait, or come by."""
        return _("试的次数太多了，请过一刻钟再试，或者打电话给社区。")


class WrongPassword(Refused):
    """Name or password do not fit; which of them is not said."""

    def sentence(self) -> str:
        """Both may be wrong."""
        return _("登录名或密码不对，请再看一遍。")


class WrongCode(Refused):
    """The six digits of the phone do not fit, or were used already."""

    def sentence(self) -> str:
        """Codes change."""
        return _("这六位数字不对，或者已经过期。请看手机上现在显示的数字。")


class FirstPasswordExpired(Refused):
    """The printed first password was not used in time."""

    def sentence(self) -> str:
        """Ask for a new one."""
        return _("这个初始密码已经过期，请找管理员重新打印一个。")


class WeakPassword(Refused):
    """The new password is too easy; the message says why."""


class BadLogin(Refused):
    """A login cannot be opened, changed or closed like this; the message says why."""


class BadGrant(Refused):
    """A role cannot be given or taken away like this; the message says why."""


class LastSteward(Refused):
    """Without this login nobody could manage the others."""

    def sentence(self) -> str:
        """Name another first."""
        return _("这是最后一位管理员。请先请另一位同事当管理员。")


class BadPin(Refused):
    """A PIN that must not be used."""

    def sentence(self) -> str:
        """Choose another."""
        return _("密码要六位数字，不要用生日、连号或重复的数字。")


class WrongCard(Refused):
    """Card and PIN do not fit together, or there is no such card."""

    def sentence(self) -> str:
        """Neither is named."""
        return _("卡或密码不对，请再试一次。连错五次，卡会锁住。")


class CardLocked(Refused):
    """Five wrong tries in a row."""

    def sentence(self) -> str:
        """Where to go."""
        return _("这张卡连错五次，已经锁住。请带上它到社区柜台解锁，或者打电话给社区。")


class LinkSpent(Refused):
    """The one-time link was used, is too old, or never was one."""

    def sentence(self) -> str:
        """Ask for a new one."""
        return _("这个链接已经用过或者过期了。请让社区再发一个。")


class ShownOnce(Refused):
    """The same form was sent twice; its secret was shown the first time and is nowhere stored."""

    def sentence(self) -> str:
        """Issue it again."""
        return _("刚才已经办好了，密码只显示那一次。如果没有印出来，请重新办一次。")

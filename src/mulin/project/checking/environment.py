"""The settings and what they were read from. Needs no database."""

from __future__ import annotations

import difflib
import os
import sys
from collections.abc import Iterator, Mapping

from django.conf import settings
from django.core import checks

from mulin.project.checking.finding import CARE, UNSAFE, Finding

KNOWN = frozenset(
    [
        "MULIN_BACKUP",
        "MULIN_BACKUP_DIR",
        "MULIN_BACKUP_KEEP",
        "MULIN_BACKUP_RECIPIENT",
        "MULIN_CACHE",
        "MULIN_DATA",
        "MULIN_EMAIL",
        "MULIN_HOME",
        "MULIN_HOSTS",
        "MULIN_HTTPS",
        "MULIN_KERNEL",
        "MULIN_MIGRATE_URL",
        "MULIN_MODE",
        "MULIN_SECRET_KEY",
        "MULIN_SECRET_KEY_FALLBACKS",
        "MULIN_SMS",
        "MULIN_SOAK",
        "MULIN_WECHAT",
    ]
)
LONG_ENOUGH, SIGNS_ENOUGH = 50, 12
OLDEST_PYTHON = (3, 11)
# said by our own findings, or no matter here: the site is one host and not on a browser's preload list
OF_DJANGO_LEFT_OUT = frozenset(f"security.W{n:03}" for n in (4, 5, 8, 9, 12, 16, 18, 20, 21))


def findings(environ: Mapping[str, str] = os.environ) -> Iterator[Finding]:
    """Everything about settings and versions."""
    yield from _mode()
    yield from _key(settings.SECRET_KEY, "MULIN_SECRET_KEY")
    for former in settings.SECRET_KEY_FALLBACKS:
        yield from _key(str(former), "MULIN_SECRET_KEY_FALLBACKS")
    yield from _hosts()
    yield from unknown(environ)
    yield from _versions()
    yield from _django()


def _mode() -> Iterator[Finding]:
    if settings.DEBUG:
        yield Finding(
            UNSAFE, "debug", "DEBUG 开着，出错的页面会把内部情况给外人看。",
            "DEBUG is on: error pages show the inside.",
            "请在 settings 里关掉。", "Turn it off in the settings.",
        )  # fmt: skip
    if not settings.PRODUCTION:
        yield Finding(
            UNSAFE, "mode", f"运行方式是 {settings.MULIN_MODE}，不是正式运行。", f"The mode is {settings.MULIN_MODE}.",
            "正式运行请设 MULIN_MODE=production。", "For real work set MULIN_MODE=production.",
        )  # fmt: skip


def _key(key: str, name: str) -> Iterator[Finding]:
    if len(key) < LONG_ENOUGH or len(set(key)) < SIGNS_ENOUGH or key.startswith(("only-for-the-demo", "django-insec")):
        command = "python3 -c 'import secrets; print(secrets.token_urlsafe(64))'"
        yield Finding(
            UNSAFE, "key", f"{name} 太短或太简单，回执和登录都靠它。",
            f"{name} is short or simple; slips and sessions rest on it.",
            f"请换成随机的：{command}；旧的放进 MULIN_SECRET_KEY_FALLBACKS，已发的回执照样能用。",
            f"Make a random one: {command}; name the old one in MULIN_SECRET_KEY_FALLBACKS, so that slips stay good.",
        )  # fmt: skip


def _hosts() -> Iterator[Finding]:
    if not settings.ALLOWED_HOSTS or "*" in settings.ALLOWED_HOSTS:
        yield Finding(
            UNSAFE, "hosts", "没有写明网址（MULIN_HOSTS 空着或是 *）。", "MULIN_HOSTS is empty or *.",
            "请写上大家用的网址，比如 mulin.example.cn，几个用逗号隔开。",
            "Name the hosts people use, comma-separated.",
        )  # fmt: skip
    if not settings.HTTPS:
        yield Finding(
            CARE, "https", "没有用 HTTPS，同一网络里的人能看见密码和原话。",
            "No HTTPS: whoever shares the network reads along.",
            "只在封闭的局域网里才可以。请用 deploy/Caddyfile 开 HTTPS，去掉 MULIN_HTTPS=0。",
            "Right on a closed network only. Put deploy/Caddyfile in front and remove MULIN_HTTPS=0.",
        )  # fmt: skip


def unknown(environ: Mapping[str, str]) -> Iterator[Finding]:
    """Variables that look like ours and are read by nobody: mistyped, most likely."""
    for name in sorted(environ):
        if name.startswith("MULIN") and name not in KNOWN:
            near = difflib.get_close_matches(name, KNOWN, n=1)
            maybe_zh, maybe_en = (f"是不是 {near[0]}？", f"Is it {near[0]}?") if near else ("", "")
            yield Finding(
                CARE, "unknown", f"没有 {name} 这个设置。{maybe_zh}", f"Nobody reads {name}. {maybe_en}".strip(),
                "请改正或删掉。", "Correct it or take it away.",
            )  # fmt: skip


def _versions() -> Iterator[Finding]:
    import sqlite3  # noqa: PLC0415 - only its version is asked

    if sys.version_info < OLDEST_PYTHON:
        yield Finding(
            UNSAFE, "python", "Python 太旧。", "This Python is too old.", "请用 3.11 以上。", "Use 3.11 or newer."
        )
    uses_sqlite = settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")
    if uses_sqlite and sqlite3.sqlite_version_info < (3, 35):
        yield Finding(
            UNSAFE, "sqlite", f"SQLite {sqlite3.sqlite_version} 太旧。", f"SQLite {sqlite3.sqlite_version} is too old.",
            "请用 3.35 以上（Debian 12 自带的就行）。", "Use 3.35 or newer, as in Debian 12.",
        )  # fmt: skip


def _django() -> Iterator[Finding]:
    """What `check --deploy` of Django says beyond that."""
    for one in checks.run_checks(include_deployment_checks=True):
        if one.id not in OF_DJANGO_LEFT_OUT and not one.is_silenced():
            level = UNSAFE if one.level >= checks.ERROR else CARE
            yield Finding(level, str(one.id), f"Django 提示：{one.msg}", "Django says so.", str(one.hint or ""), "")

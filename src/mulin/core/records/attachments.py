"""Photos and documents: what a file is is read from its bytes, never from its name.

A photo is decoded and encoded again, so nothing hidden in it (place, camera, script) is kept. A picture that would
unfold to more than `PIXELS` is refused before it is unfolded.
"""

from __future__ import annotations

import hashlib
import io
import uuid
import warnings
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from mulin.core.gate import Viewer
from mulin.core.records.models import Attachment, Thread
from mulin.core.records.writing import writing

BYTES = 12 * 1024 * 1024
PIXELS = 50_000_000
EDGE = 2000  # the longer edge of a stored photo
PHOTOS = {"JPEG", "PNG", "WEBP"}


class BadFile(ValueError):  # noqa: N818 - named by what it is
    """The file cannot be kept; the message says why and what to do."""


def folder() -> Path:
    """Where files lie."""
    return Path(settings.MEDIA_ROOT)


def _photo(data: bytes) -> tuple[bytes, int, int]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data)) as image:
                if image.format not in PHOTOS:
                    raise BadFile(_("照片请用 JPG、PNG 或 WebP 格式。"))
                if image.width * image.height > PIXELS:
                    raise BadFile(_("照片太大了（超过五千万像素），请缩小后再传。"))
                upright = ImageOps.exif_transpose(image).convert("RGB")
    except (UnidentifiedImageError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise BadFile(_("这张照片打不开，可能已经损坏。请另选一张。")) from error
    except (OSError, SyntaxError, ValueError) as error:
        if isinstance(error, BadFile):
            raise
        raise BadFile(_("这张照片打不开，可能已经损坏。请另选一张。")) from error
    upright.thumbnail((EDGE, EDGE))
    out = io.BytesIO()
    upright.save(out, "JPEG", quality=85, optimize=True)
    return out.getvalue(), upright.width, upright.height


def clean(data: bytes) -> tuple[bytes, str, int | None, int | None]:
    """What will be stored of an uploaded file: bytes, content type, width and height.

    Raises
    ------
    BadFile
        Empty, too large, or neither a photo nor a PDF.
    """
    if not data:
        raise BadFile(_("这个文件是空的。"))
    if len(data) > BYTES:
        raise BadFile(_("文件太大了，最多 12 MB。"))
    if data.startswith(b"%PDF-"):
        return data, "application/pdf", None, None
    if data.lstrip()[:1] == b"<":
        raise BadFile(_("只收照片（JPG、PNG、WebP）和 PDF。"))
    photo, width, height = _photo(data)
    return photo, "image/jpeg", width, height


def keep(
    thread: Thread, data: bytes, *, role: str, audience: str = Attachment.STAFF, caption: str = "", now: datetime
) -> Attachment:
    """Clean and store a file of a thread; the caller names its SHA-256 in an entry.

    Raises
    ------
    BadFile
        It cannot be kept.
    """
    stored, content_type, width, height = clean(data)
    name = uuid.uuid4()
    path = f"{name.hex[:2]}/{name.hex}{'.pdf' if content_type == 'application/pdf' else '.jpg'}"
    target = folder() / path
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_suffix(".part")
    try:
        partial.write_bytes(stored)
        partial.replace(target)
    except OSError:
        partial.unlink(missing_ok=True)  # a full disk: no half photo stays and takes room
        raise
    return Attachment.objects.create(
        uuid=name,
        thread=thread,
        role=role,
        audience=audience,
        caption=caption,
        content_type=content_type,
        size=len(stored),
        sha256=hashlib.sha256(stored).hexdigest(),
        width=width,
        height=height,
        path=path,
        at=now,
    )


def drop(row: Attachment, *, by: Viewer, now: datetime) -> None:
    """Remove a file and its row; an entry says that it is gone. The file itself goes when the transaction is through.

    Entries that named it go on naming its SHA-256, which leads nowhere any more. The caller asked the gate.
    """
    with writing(by=by, now=now) as writer:
        writer.entry(row.thread, "redacted", {"sealed": [], "files": [row.sha256]}, on_behalf_of="")
        path = folder() / row.path
        row.delete()
        transaction.on_commit(lambda: path.unlink(missing_ok=True), robust=True)

"""Uploads: read by their bytes, stripped of what is hidden in them, refused in words when they are hostile."""

from __future__ import annotations

import hashlib
import io
import zlib

import pytest
from PIL import Image

from mulin.core.gate import SYSTEM
from mulin.core.records import attachments
from mulin.core.records.models import Attachment, Thread
from mulin.core.records.writing import writing
from tests.world import NOON, photo

pytestmark = pytest.mark.django_db
GPS = 0x8825


def thread() -> Thread:
    with writing(by=SYSTEM, now=NOON) as writer:
        made = writer.open(kind="test", place_code="GH", place_path="BG/GH/", state="open", year=2026)
        writer.entry(made, "said", {})
    return made


def with_place() -> bytes:
    exif = Image.Exif()
    exif[0x0110] = "某某手机"
    exif.get_ifd(GPS)[2] = (30.0, 15.0, 0.0)
    out = io.BytesIO()
    Image.new("RGB", (64, 48), "teal").save(out, "JPEG", exif=exif)
    return out.getvalue()


def huge(width: int, height: int) -> bytes:
    """A PNG of very few bytes and very many pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x01\x00\x00\x00\x00"
    body = zlib.compress(bytes((width // 8 + 1) * min(height, 64)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def test_the_place_hidden_in_a_photo_is_gone() -> None:
    data = with_place()
    with Image.open(io.BytesIO(data)) as before:
        assert before.getexif().get_ifd(GPS)
    kept = attachments.keep(thread(), data, role="after", now=NOON)
    stored = (attachments.folder() / kept.path).read_bytes()
    with Image.open(io.BytesIO(stored)) as after:
        assert not dict(after.getexif())
        assert after.size == (64, 48)
    assert hashlib.sha256(stored).hexdigest() == kept.sha256
    assert kept.content_type == "image/jpeg"


def test_a_large_photo_becomes_smaller() -> None:
    kept = attachments.keep(thread(), photo(size=(4000, 3000)), role="after", now=NOON)
    assert (kept.width, kept.height) == (attachments.EDGE, attachments.EDGE * 3 // 4)


def test_a_pdf_is_kept_as_it_is() -> None:
    kept = attachments.keep(thread(), b"%PDF-1.7 bill", role="bill", now=NOON)
    assert (kept.content_type, kept.path.rsplit(".", 1)[1]) == ("application/pdf", "pdf")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"plain words",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"  <html><script>alert(1)</script>",
        b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;",
        b"\xff\xd8\xff\xe0 broken",
        photo()[:200],
        b"MZ\x90\x00 a program",
        b"0" * (attachments.BYTES + 1),
        huge(6000, 9000),
        huge(30000, 30000),
    ],
    ids=["empty", "text", "svg", "html", "gif", "broken", "cut off", "program", "too large", "54 Mpx", "900 Mpx"],
)
def test_what_is_hostile_or_broken_is_refused_in_words(data: bytes) -> None:
    made = thread()
    with pytest.raises(attachments.BadFile, match=r"[一-龥]"):
        attachments.keep(made, data, role="after", now=NOON)
    assert Attachment.objects.count() == 0
    assert not list(attachments.folder().rglob("*.*"))

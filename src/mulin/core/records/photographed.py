"""QR codes on a photographed sheet of paper, so that a code need not be typed."""

from __future__ import annotations

import io

import zxingcpp
from PIL import Image

from mulin.core.records.attachments import clean

QR = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])


def codes(photo: bytes) -> list[str]:
    """The texts of the QR codes on a photo, as they stand from the top.

    Raises
    ------
    BadFile
        It is no photo, or one that is broken or too large.
    """
    kept, _kind, _width, _height = clean(photo)
    if kept.startswith(b"%PDF-"):
        return []
    with Image.open(io.BytesIO(kept)) as image:
        found = zxingcpp.read_barcodes(image.convert("RGB"), formats=QR)
    return [one.text for one in sorted(found, key=lambda one: one.position.top_left.y)]

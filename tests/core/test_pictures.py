"""Pictures are known by their bytes, never by their names."""

from __future__ import annotations

import pytest

from vibekoder.core.pictures import media_type


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0", "image/png"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "image/jpeg"),
        (b"GIF89a\0", "image/gif"),
        (b"GIF87a\0", "image/gif"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
        (b"RIFF\0\0\0\0WAVE", None),
        (b"\0\1", None),
        (b"", None),
    ],
)
def test_a_picture_is_told_by_how_it_begins(data: bytes, kind: str | None):
    assert media_type(data) == kind


def test_a_text_about_pictures_is_a_text():
    assert media_type(b"GIF89a is a format") is None

from __future__ import annotations

import ssl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.server import CERTIFICATE, CERTIFICATE_NAME
from vibekoder.transport.certificate import name_of


@pytest.fixture(scope="module")
def der() -> bytes:
    text = CERTIFICATE.read_text("ascii")
    return ssl.PEM_cert_to_DER_cert(text[text.index("-----BEGIN CERTIFICATE") :])


def tagged(tag: int, *values: bytes) -> bytes:
    body = b"".join(values)
    size = len(body).to_bytes(2, "big")
    return bytes((tag, 0x82)) + size + body


def certificate(*names: tuple[bytes, str]) -> bytes:
    """As much of a certificate as is read; the version, which is optional, is left out."""
    entries = [
        tagged(0x31, tagged(0x30, tagged(0x06, kind), tagged(0x0C, name.encode())))
        for kind, name in names
    ]
    subject = tagged(0x30, *entries)
    return tagged(0x30, tagged(0x30, tagged(0x02, b"\1"), *[tagged(0x30)] * 3, subject))


def test_the_common_name_is_read(der: bytes) -> None:
    assert name_of(der) == CERTIFICATE_NAME


def test_without_a_common_name_the_organisation_is_named() -> None:
    assert name_of(certificate((b"\x55\x04\x0a", "Stra\u00dfe AG"))) == "Stra\u00dfe AG"


def test_a_subject_without_names_has_none() -> None:
    assert name_of(certificate()) == ""


@given(st.binary(max_size=80))
def test_bytes_that_are_no_certificate_have_no_name(data: bytes) -> None:
    assert isinstance(name_of(data), str)


@given(st.data())
def test_a_damaged_certificate_does_no_harm(der: bytes, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(der) - 1))
    damaged = der[:at] + bytes([data.draw(st.integers(0, 255))]) + der[at + 1 :]
    assert isinstance(name_of(damaged[: data.draw(st.integers(0, len(der)))]), str)

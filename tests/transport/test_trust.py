from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.support.server import CERTIFICATE, FAR_CERTIFICATE
from vibekoder.transport.trust import AuthorityError, authorities


def test_certificates_are_read_from_every_place_once(tmp_path: Path) -> None:
    (tmp_path / "a.pem").write_bytes(CERTIFICATE.read_bytes() + FAR_CERTIFICATE.read_bytes())
    (tmp_path / "b.0").write_bytes(CERTIFICATE.read_bytes())
    (tmp_path / "folder").mkdir()
    folders = os.pathsep.join([str(tmp_path), str(tmp_path / "nowhere"), ""])
    environ = {"SSL_CERT_FILE": str(FAR_CERTIFICATE), "SSL_CERT_DIR": folders}
    found = authorities(str(CERTIFICATE), environ)
    assert len(found) == 2
    assert all(one.startswith("-----BEGIN CERTIFICATE-----") for one in found)
    assert not [one for one in found if "PRIVATE" in one]


def test_without_a_name_there_is_none() -> None:
    assert authorities("", {}) == ()


def test_what_a_variable_names_in_vain_is_passed_by(tmp_path: Path) -> None:
    assert authorities("", {"SSL_CERT_FILE": str(tmp_path / "nowhere")}) == ()


@pytest.mark.parametrize(
    "text", [None, "", "-----BEGIN CERTIFICATE-----\nAA\n-----END CERTIFICATE-----"]
)
def test_a_ca_file_without_a_certificate_is_an_error(tmp_path: Path, text: str | None) -> None:
    file = tmp_path / "own.pem"
    if text is not None:
        file.write_text(text)
    with pytest.raises(AuthorityError) as caught:
        authorities(str(file), {})
    assert caught.value.path == str(file)
    assert caught.value.reason


def test_a_persons_folder_may_be_named_shortly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(CERTIFICATE.parent))
    monkeypatch.setenv("USERPROFILE", str(CERTIFICATE.parent))
    assert authorities(f"~/{CERTIFICATE.name}", {})

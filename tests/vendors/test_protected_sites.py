"""A protected site (https) has to prove the name that was asked for, though the connection goes to a checked number."""

from __future__ import annotations

import datetime as dt
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.harness import outside
from tests.harness.outside import PAGE, PUBLIC, Site, answer, moved
from vendors.capture.fetching import AddressRefused, FetchFailed, Limits, fetch
from vendors.capture.wire import trusted_sites

URL = "https://vendor.example/terms"
Protected = tuple[Site, Path, list[str | None]]


def certificate(folder: Path, name: str) -> Path:
    """A certificate that vouches for itself, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "site.pem"
    plain = serialization.NoEncryption()
    file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return file


@pytest.fixture
def protected(tmp_path: Path) -> Iterator[Protected]:
    """A site, its certificate, and the names it was greeted by."""
    file, greeted = certificate(tmp_path, "vendor.example"), []
    secure = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    secure.load_cert_chain(file)
    secure.sni_callback = lambda connection, name, context: greeted.append(name)
    with outside.running(secure) as site:
        site.names |= {"vendor.example": [PUBLIC], "other.example": [PUBLIC]}
        site.says["/terms"] = answer()
        yield site, file, greeted


def trusting(file: Path) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=str(file))
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    return context


def test_the_name_is_proved_and_greeted_though_the_number_is_dialled(protected: Protected) -> None:
    site, file, greeted = protected
    assert fetch(URL, network=site.network(trust=lambda: trusting(file))).data == PAGE
    assert (site.dialled, greeted) == ([PUBLIC], ["vendor.example"])
    assert b"Host: vendor.example\r\n" in site.asked[0]


@pytest.mark.parametrize("url", ["https://other.example/terms", f"https://{PUBLIC}/terms"])
def test_a_certificate_of_another_name_is_refused_in_words(url: str, protected: Protected) -> None:
    site, file, _greeted = protected
    site.names[PUBLIC] = [PUBLIC]
    with pytest.raises(FetchFailed, match="cannot prove that it is who it says"):
        fetch(url, network=site.network(trust=lambda: trusting(file)))
    assert site.asked == []


def test_a_certificate_nobody_vouches_for_is_refused_in_words(protected: Protected) -> None:
    site, _file, _greeted = protected
    with pytest.raises(FetchFailed, match="cannot prove that it is who it says"):
        fetch(URL, network=site.network())
    assert trusted_sites().verify_mode == ssl.CERT_REQUIRED and trusted_sites().check_hostname


def test_a_protected_page_does_not_lead_to_an_unprotected_one(protected: Protected) -> None:
    site, file, _greeted = protected
    site.says["/terms"] = moved("http://vendor.example/terms")
    with pytest.raises(AddressRefused, match="unprotected"):
        fetch(URL, network=site.network(trust=lambda: trusting(file)))


def test_a_site_that_does_not_speak_protected_is_refused_in_words() -> None:
    with outside.running() as site:
        site.names["vendor.example"] = [PUBLIC]
        with pytest.raises(FetchFailed, match=r"\.$"):
            fetch(URL, network=site.network(), limits=Limits(seconds=2))

"""No way to write an address, to resolve a name or to lead on reaches anything but public sites."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.harness import outside
from tests.harness.hostile_addresses import ADDRESSES, INSIDE, LOOPBACK, LOOPBACK_SIX
from tests.harness.outside import PUBLIC, Site, moved
from vendors.capture import wire
from vendors.capture.addresses import why_not_public
from vendors.capture.fetching import AddressRefused, FetchFailed, Limits, fetch
from vendors.capture.wire import Network

QUICK = Limits(seconds=5.0)
URL = "http://vendor.example/"


@pytest.fixture
def site() -> Iterator[Site]:
    with outside.running() as found:
        found.names["vendor.example"] = [PUBLIC]
        found.says["/"] = outside.answer()
        yield found


def here(site: Site) -> Network:
    """The real resolver and the real way out; only the port of the site is let pass, so that nothing but the address
    stands between."""
    return Network(resolve=outside.without_dns, ports=frozenset({site.port}))


def test_the_suite_is_as_large_as_it_says() -> None:
    assert len(set(ADDRESSES)) >= 200


def test_no_spelling_of_an_address_inside_reaches_the_site(site: Site) -> None:
    for address in ADDRESSES:
        with pytest.raises(FetchFailed) as refused:
            fetch(address.replace("{port}", str(site.port)), network=here(site), limits=QUICK)
        assert str(refused.value).endswith((".", ".)")), address
        assert len(str(refused.value)) < 400, address
    assert site.connections == 0


def test_the_spellings_would_reach_the_site_if_nobody_looked(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "why_not_public", lambda address: "")
    monkeypatch.setattr(wire, "_is_our_own", lambda address: False)
    reached = []
    for host in (*LOOPBACK, *LOOPBACK_SIX[:14]):
        before = site.connections
        try:
            fetch(f"http://{host}:{site.port}/", network=here(site), limits=QUICK)
        except FetchFailed:
            continue
        reached += [host] * (site.connections > before)
    assert len(reached) >= 30, reached


@pytest.mark.parametrize("host", [*INSIDE, *LOOPBACK_SIX[:20]])
def test_a_redirect_inside_is_refused_after_the_first_step(host: str, site: Site) -> None:
    site.says["/"] = moved(f"http://{host}/")
    site.names[host.strip("[]")] = [host.strip("[]")]
    with pytest.raises(FetchFailed):
        fetch(URL, network=site.network(), limits=QUICK)
    assert site.dialled == [PUBLIC]


@pytest.mark.parametrize(
    "address", [host.strip("[]") for host in INSIDE if (not host.startswith("0") and "." in host) or ":" in host]
)
def test_a_name_that_leads_inside_is_refused_even_beside_a_public_address(address: str, site: Site) -> None:
    for addresses in ([address], [PUBLIC, address], [address, PUBLIC]):
        site.names["vendor.example"] = addresses
        with pytest.raises(AddressRefused, match="only public sites"):
            fetch(URL, network=site.network(), limits=QUICK)
    assert site.dialled == []


def test_a_name_that_changes_its_answer_is_connected_to_where_it_was_checked(site: Site) -> None:
    answers = iter([[PUBLIC], ["127.0.0.1"], ["127.0.0.1"]])
    network = site.network(resolve=lambda host, port, seconds: next(answers))
    assert fetch(URL, network=network, limits=QUICK).data == outside.PAGE
    assert site.dialled == [PUBLIC]


def test_a_name_that_changes_its_answer_before_a_redirect_is_checked_again(site: Site) -> None:
    answers = iter([[PUBLIC], ["127.0.0.1"]])
    site.says["/"] = moved("/second")
    with pytest.raises(AddressRefused, match="leads to this machine itself"):
        fetch(URL, network=site.network(resolve=lambda host, port, seconds: next(answers)), limits=QUICK)
    assert (site.dialled, site.connections) == ([PUBLIC], 1)


OUT_THERE = (
    f"{PUBLIC} 1.1.1.1 8.8.8.8 172.32.0.1 192.169.0.1 100.128.0.1 126.255.255.255 128.0.0.1 223.255.255.254 "
    "2606:4700:4700::1111 2a00:1450:4001::1 2001:200::1 2001:4860:4860::8888 2400:cb00::1"
).split()
LEADS = [
    "file:///etc/passwd",
    "ftp://vendor.example/",
    "gopher://vendor.example/",
    "javascript:alert(1)",
    "data:text/html,words",
    "http://vendor.example:22/",
    "http://vendor.example:8080/",
    "https://vendor.example:8443/",
    "http://user:secret@vendor.example/",
    "http://vendor.example\\@127.0.0.1/",
    "http://[::1",
    "http://xn--/",
    "//127.0.0.1/",
    "\\\\127.0.0.1\\",
    "http://vendor.example:99999/",
    "http://127.0.0.1 .vendor.example/",
    "http://2130706433/",
    "http://0x7f.1/",
    "http://localhost/",
    "http://nowhere.example/",
    "?" + "a" * 3000,
    "",
]


@pytest.mark.parametrize("location", LEADS, ids=range(len(LEADS)))
def test_a_redirect_that_leads_anywhere_else_is_refused_in_words(location: str, site: Site) -> None:
    site.says["/"] = moved(location)
    site.names |= {"127.0.0.1": ["127.0.0.1"], "localhost": ["127.0.0.1"], "2130706433": ["127.0.0.1"]}
    with pytest.raises(FetchFailed) as refused:
        fetch(URL, network=site.network(), limits=QUICK)
    assert str(refused.value).endswith((".", ".)"))
    assert site.dialled == [PUBLIC]


def test_only_the_usual_ports_are_asked(site: Site) -> None:
    for port in (1, 21, 22, 25, 81, 110, 3306, 5432, 6379, 8000, 8080, 8443, 9200, 11211, 65535, site.port):
        with pytest.raises(AddressRefused, match="80 and 443"):
            fetch(f"http://vendor.example:{port}/", network=site.network(), limits=QUICK)
    assert site.dialled == []


def test_the_ports_are_watched_where_connections_are_made_too(site: Site) -> None:
    allowance = wire.Allowance(5, 100)
    backend = wire._CheckedBackend(site.network(), allowance)
    with pytest.raises(AddressRefused):
        backend.connect_tcp("vendor.example", 22)
    with pytest.raises(AddressRefused):
        backend.connect_unix_socket("/run/secret.sock")


@pytest.mark.parametrize("address", OUT_THERE)
def test_what_is_out_there_is_public(address: str) -> None:
    assert why_not_public(address) == ""


def test_a_machines_own_address_is_refused_though_it_be_public() -> None:
    assert wire._is_our_own("127.0.0.1")
    assert not wire._is_our_own("192.0.2.1")


def test_a_proxy_in_the_environment_is_not_asked(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{site.port}")
    with pytest.raises(AddressRefused):
        fetch("http://127.0.0.1/", limits=QUICK)
    assert site.connections == 0

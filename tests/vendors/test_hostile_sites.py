"""Sites that are slow, endless, packed or broken are let go in time, within limits, and in words."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator

import httpcore
import pytest

from tests.harness import outside
from tests.harness.outside import PAGE, PUBLIC, Says, Site, answer, drip, moved, noise, packed, silent, without_end
from vendors.capture.fetching import AddressRefused, FetchFailed, Limits, _next, checked_address, fetch
from vendors.capture.unpacking import Unpacker

URL = "http://vendor.example/terms"
HURRIED = Limits(seconds=0.8, size=1_000_000)


@pytest.fixture
def site() -> Iterator[Site]:
    with outside.running() as found:
        found.names["vendor.example"] = [PUBLIC]
        yield found


def said(site: Site, what: Says, limits: Limits = HURRIED) -> bytes:
    site.says["/terms"] = what
    return fetch(URL, network=site.network(), limits=limits).data


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
GZIP = HEAD + b"Content-Encoding: gzip\r\n\r\n"

SLOW: dict[str, Says] = {
    "says nothing": silent,
    "says its head byte by byte": drip(answer()),
    "says its body byte by byte": drip(HEAD + b"\r\n" + b"word " * 200),
    "breaks off and waits": lambda it: (it.sendall(HEAD), silent(it))[1],
    "waits in the middle of the body": lambda it: (it.sendall(HEAD + b"Content-Length: 99\r\n\r\nword"), silent(it))[1],
    "waits in the middle of a chunk": lambda it: (it.sendall(CHUNKED + b"ff\r\nword"), silent(it))[1],
    "drips chunks": drip(CHUNKED + b"1\r\na\r\n" * 500),
    "drips packed bytes": drip(GZIP + packed(1_000_000)),
}
ENDLESS: dict[str, Says] = {
    "body": without_end(HEAD + b"\r\n", b"word " * 10_000),
    "chunks": without_end(CHUNKED, b"c350\r\n" + b"word " * 10_000 + b"\r\n"),
    "tiny chunks": without_end(CHUNKED, b"1\r\na\r\n" * 1000),
    "chunk of endless size": without_end(CHUNKED, b"ffffffffffffffff\r\n" + b"a" * 10_000),
    "chunk extensions": without_end(CHUNKED + b"1;", b"a=b;" * 1000),
    "trailers": without_end(CHUNKED + b"1\r\na\r\n0\r\n", b"X-Y: z\r\n" * 1000),
    "heads": without_end(HEAD, b"X-Y: z\r\n" * 1000),
    "one head": without_end(HEAD + b"X-Y: ", b"z" * 10_000),
    "status line": without_end(b"HTTP/1.1 200 ", b"O" * 10_000),
    "interim answers": without_end(b"", b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" * 100),
    "continues": without_end(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 100),
    "blank lines": without_end(b"", b"\r\n" * 1000),
    "cookies": without_end(HEAD, b"Set-Cookie: a=b\r\n" * 1000),
    "packed body": without_end(GZIP, packed(2_000_000)),
}
BOMBS: dict[str, Says] = {
    "gzip": answer(packed(300_000_000), Content_Encoding="gzip"),
    "gzip in gzip": answer(packed(100_000_000, 2), Content_Encoding="gzip, gzip"),
    "x-gzip": answer(packed(100_000_000), Content_Encoding="X-GZIP"),
    "deflate": answer(zlib.compress(b" " * 100_000_000), Content_Encoding="deflate"),
    "deflate without frame": answer(zlib.compress(b" " * 100_000_000)[2:-4], Content_Encoding="deflate"),
    "many members": answer(packed(400_000) * 50, Content_Encoding="gzip"),
    "brotli": answer(b"\x0b\x02\x80", Content_Encoding="br"),
    "zstd": answer(b"\x28\xb5\x2f\xfd", Content_Encoding="zstd"),
    "compress": answer(b"\x1f\x9d", Content_Encoding="compress"),
    "unknown": answer(PAGE, Content_Encoding="x" * 5000),
    "plain but too large": answer(b"a" * 1_000_001),
    "says that it is too large": HEAD + b"Content-Length: 99999999999999999999\r\n\r\nword",
}
BROKEN: dict[str, Says] = {
    "noise": noise,
    "nothing": b"",
    "a greeting": b"220 mail.example ESMTP\r\n",
    "another protocol": b"SSH-2.0-OpenSSH_9.2\r\n",
    "no head": PAGE,
    "the preface of HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "status that is no number": b"HTTP/1.1 abc OK\r\n\r\n",
    "status of two digits": b"HTTP/1.1 20 OK\r\n\r\n",
    "status beyond all": b"HTTP/1.1 999 Odd\r\nContent-Length: 0\r\n\r\n",
    "line ends in a head": HEAD + b"X: a\rb\r\n\r\n",
    "NUL in a head": HEAD + b"X: a\x00b\r\n\r\n",
    "folded heads": HEAD + b" X: a\r\n\r\n",
    "head without a name": HEAD + b": a\r\n\r\n",
    "two lengths": HEAD + b"Content-Length: 3\r\nContent-Length: 4\r\n\r\nword",
    "length below nothing": HEAD + b"Content-Length: -1\r\n\r\nword",
    "length in letters": HEAD + b"Content-Length: four\r\n\r\nword",
    "shorter than it says": HEAD + b"Content-Length: 400\r\n\r\nword",
    "chunk that is no number": CHUNKED + b"zz\r\nword\r\n0\r\n\r\n",
    "chunks that break off": CHUNKED + b"4\r\nword\r\n",
    "packed that is not": answer(b"word " * 50, Content_Encoding="gzip"),
    "packed that breaks off": answer(gzip.compress(PAGE)[:-12], Content_Encoding="gzip"),
    "packed with a wrong sum": answer(gzip.compress(PAGE)[:-8] + b"12345678", Content_Encoding="gzip"),
    "upgrade": b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
    "empty page": answer(b""),
    "blank page": answer(b" \r\n "),
    "odd transfer": HEAD + b"Transfer-Encoding: gzip\r\n\r\nword",
    "a picture": answer(b"\x89PNG", media_type="image/png"),
    "a film": answer(b"....", media_type="video/mp4"),
    "an archive": answer(b"PK\x03\x04", media_type="application/zip"),
    "a program": answer(b"MZ", media_type="application/x-msdownload"),
    "data": answer(b"{}", media_type="application/json"),
    "a script": answer(b"alert(1)", media_type="text/javascript"),
    "an event stream": answer(b"data: x\n\n", media_type="text/event-stream"),
    "parts": answer(b"--x", media_type="multipart/x-mixed-replace; boundary=x"),
    "a type of great length": answer(b"x", media_type="text/" + "x" * 9000),
    **{f"status {status}": answer(status=f"{status} Words") for status in (201, 202, 203, 206, 226, 300, 305, 306)},
    **{
        f"status {status}": answer(status=f"{status} Words") for status in (400, 401, 402, 403, 404, 407, 410, 418, 429)
    },
    **{f"status {status}": answer(status=f"{status} Words") for status in (451, 500, 502, 503, 504, 511)},
    "no content": b"HTTP/1.1 204 No Content\r\n\r\n",
    "not modified": b"HTTP/1.1 304 Not Modified\r\n\r\n",
    "leads on without saying where": answer(b"", "302 Found"),
}
HOSTILE = {
    f"{kind}: {name}": says
    for kind, group in (("slow", SLOW), ("endless", ENDLESS), ("bomb", BOMBS), ("broken", BROKEN))
    for name, says in group.items()
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_no_good_site_does_is_answered_in_words_and_in_time(name: str, site: Site) -> None:
    with pytest.raises(FetchFailed) as refused:
        said(site, HOSTILE[name])
    words = str(refused.value)
    assert words.endswith((".", ".)")) and len(words) < 300, words


@pytest.mark.parametrize("name", SLOW)
def test_a_slow_site_is_told_to_be_slow(name: str, site: Site) -> None:
    with pytest.raises(FetchFailed, match=r"in time|longer than 0\.8 seconds"):
        said(site, SLOW[name])


def test_a_loop_and_a_long_chain_of_redirects_end(site: Site) -> None:
    site.says |= {f"/{number}": moved(f"/{number + 1}", "301 Moved") for number in range(40)}
    for start in (moved("/terms"), moved("/0", "307 Temporary Redirect")):
        site.connections = 0
        with pytest.raises(FetchFailed, match="without end"):
            said(site, start, Limits(seconds=5))
        assert site.connections == 6


def test_one_allowance_covers_all_steps(site: Site) -> None:
    site.says |= {f"/{number}": drip(moved(f"/{number + 1}"), 0.005) for number in range(5)}
    with pytest.raises(FetchFailed, match=r"in time|longer than 0\.8 seconds"):
        said(site, moved("/0"))


def test_a_redirect_to_an_unprotected_address_is_refused(site: Site) -> None:
    with pytest.raises(AddressRefused, match="unprotected"):
        _next(checked_address("https://vendor.example/"), "http://vendor.example/", frozenset({80, 443}))


@pytest.mark.parametrize(
    "body",
    [
        answer(),
        answer(gzip.compress(PAGE), Content_Encoding="gzip"),
        answer(gzip.compress(PAGE[:20]) + gzip.compress(PAGE[20:]), Content_Encoding="gzip"),
        answer(gzip.compress(PAGE) + b"\x00" * 20, Content_Encoding="gzip"),
        answer(zlib.compress(PAGE), Content_Encoding="deflate"),
        answer(zlib.compress(PAGE)[2:-4], Content_Encoding="deflate"),
        answer(PAGE, Content_Encoding="identity"),
        answer(PAGE, media_type=""),
        answer(PAGE, media_type="application/octet-stream"),
        CHUNKED + b"%x\r\n" % len(PAGE) + PAGE + b"\r\n0\r\n\r\n",
        HEAD + b"\r\n" + PAGE,
        b"HTTP/1.0 200 OK\r\n\r\n" + PAGE,
        b"HTTP/1.1 103 Early Hints\r\n\r\n" + answer(),
        drip(answer(), 0.0005),
    ],
)
def test_a_good_site_is_read_however_it_sends(body: Says, site: Site) -> None:
    assert said(site, body, Limits(seconds=20)) == PAGE


def test_a_page_is_found_behind_redirects_and_its_place_is_told(site: Site) -> None:
    site.names["www.vendor.example"] = [PUBLIC]
    site.says["/legal"] = answer(media_type="text/html; charset=latin-1")
    site.says["/terms"] = moved("//www.vendor.example/legal#top", "301 Moved Permanently")
    found = fetch(URL + "?a=b#c", network=site.network())
    assert (found.url, found.data) == ("http://www.vendor.example/legal", PAGE)
    assert found.media_type == "text/html; charset=latin-1"
    first, second = site.asked
    assert first.startswith(b"GET /terms?a=b HTTP/1.1\r\nHost: vendor.example\r\n")
    assert b"Host: www.vendor.example" in second and b"authorization" not in second.lower()


def test_a_cookie_goes_back_to_its_own_site_only(site: Site) -> None:
    site.names["other.example"] = [PUBLIC]
    site.says |= {"/own": moved("http://other.example/there"), "/there": answer()}
    said(site, answer(b"", "302 Found", Location="/own", Set_Cookie="seen=1; Domain=vendor.example"), Limits())
    assert [b"seen=1" in asked for asked in site.asked] == [False, True, False]


def test_the_next_address_is_tried_when_the_first_does_not_answer(site: Site) -> None:
    site.names["vendor.example"] = ["2606:4700:4700::1111", PUBLIC]
    network = site.network()
    honest = network.dial

    def dial(address: str, port: int, seconds: float):
        if ":" in address:
            raise httpcore.ConnectError("no way")
        return honest(address, port, seconds)

    site.says["/terms"] = answer()
    assert fetch(URL, network=site.network(dial=dial)).data == PAGE
    site.names["vendor.example"] = ["2606:4700:4700::1111"]
    with pytest.raises(FetchFailed, match="does not answer"):
        fetch(URL, network=site.network(dial=dial))


def test_unpacking_never_makes_more_than_it_may() -> None:
    unpacker = Unpacker("gzip", 1000)
    with pytest.raises(FetchFailed):
        unpacker.feed(packed(10_000_000))
    assert unpacker._gave <= 1001

"""Which network addresses are public. Everything that is not plainly out there is refused, and says as what.

Written out from the registries of special-purpose addresses that IANA keeps (RFC 6890 and its updates), since
`ipaddress.is_global` says yes to NAT64, 6to4 and multicast, all of which can lead back inside.
"""

from __future__ import annotations

import ipaddress

_V4 = (
    ("0.0.0.0/8", "this network itself"),
    ("10.0.0.0/8", "a private network"),
    ("100.64.0.0/10", "a provider's inner network"),
    ("127.0.0.0/8", "this machine itself"),
    ("168.63.129.16/32", "a cloud platform's inner address"),  # Azure's wire server lies in public space
    ("169.254.0.0/16", "the local link, where cloud metadata lies"),
    ("172.16.0.0/12", "a private network"),
    ("192.0.0.0/24", "a protocol's reserved range"),
    ("192.0.2.0/24", "a range for documentation"),
    ("192.31.196.0/24", "a protocol's reserved range"),
    ("192.52.193.0/24", "a protocol's reserved range"),
    ("192.88.99.0/24", "a relay into another network"),
    ("192.168.0.0/16", "a private network"),
    ("192.175.48.0/24", "a protocol's reserved range"),
    ("198.18.0.0/15", "a range for measuring networks"),
    ("198.51.100.0/24", "a range for documentation"),
    ("203.0.113.0/24", "a range for documentation"),
    ("224.0.0.0/4", "a group of machines"),
    ("240.0.0.0/4", "a reserved range"),
)
_V6 = (
    ("2001::/23", "a tunnel or a protocol's reserved range"),  # Teredo, ORCHID, benchmarks and more
    ("2001:db8::/32", "a range for documentation"),
    ("2002::/16", "a tunnel into another network"),  # 6to4
    ("2620:4f:8000::/48", "a protocol's reserved range"),
    ("3fff::/20", "a range for documentation"),
)
_V6_KNOWN = (
    ("::1/128", "this machine itself"),
    ("::/96", "an older network in disguise"),  # IPv4-compatible
    ("::ffff:0:0/96", "an older network in disguise"),  # IPv4-mapped
    ("::ffff:0:0:0/96", "an older network in disguise"),  # IPv4-translated
    ("64:ff9b::/32", "a gateway into another network"),  # NAT64, well-known and local
    ("fc00::/7", "a private network"),
    ("fe80::/10", "the local link"),
    ("fec0::/10", "a private network"),
    ("ff00::/8", "a group of machines"),
)
_OUT_THERE = ipaddress.IPv6Network("2000::/3")
"""All that has ever been handed out for use on the internet."""

_REFUSED_V4 = tuple((ipaddress.IPv4Network(network), words) for network, words in _V4)
_REFUSED_V6 = tuple((ipaddress.IPv6Network(network), words) for network, words in _V6 + _V6_KNOWN)
_ISATAP = frozenset({0x00005EFE, 0x02005EFE, 0x01005EFE, 0x03005EFE})
"""The third quarter of an IPv6 address that carries an IPv4 address in its last one (RFC 5214)."""


def why_not_public(address: str) -> str:
    """What `address`, as a resolver writes it, is instead of public, in words that follow "leads to"; else empty."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "no address at all"
    if isinstance(parsed, ipaddress.IPv4Address):
        return next((words for network, words in _REFUSED_V4 if parsed in network), "")
    if parsed.scope_id is not None:
        return "one of this machine's own links"
    if found := next((words for network, words in _REFUSED_V6 if parsed in network), ""):
        return found
    if parsed not in _OUT_THERE:
        return "a range that is not in use"
    return "an older network in disguise" if (int(parsed) >> 32) & 0xFFFFFFFF in _ISATAP else ""

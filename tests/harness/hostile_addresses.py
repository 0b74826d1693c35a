"""Ways to write an address that leads inside. `{port}` is the port of the site that must not be reached."""

from __future__ import annotations

_LOOPBACK = (
    "127.0.0.1 127.0.0.1. 127.0.0.2 127.1 127.0.1 127.255.255.254 127.00.00.01 127.0.0.001 0177.0.0.1 0177.0.0.01 "
    "00000177.0.0.1 0177.0x0.0.1 0x7f.0.0.1 0x7f.1 0x7F.0x0.0x0.0x1 0x7f000001 0x7F000001 0X7f000001 017700000001 "
    "2130706433 2130706434 0x7f.0.1 127.0x1 127.0.0x1 0177.1 0177.0.1 0x0000007f000001 0x7f.0x000001 127.0.01 0 "
    "0.0.0.0 0x0 00 000.000.000.000 0.0 0.0.0 localhost LOCALHOST LocalHost localhost. 127\u30020\u30020\u30021 "
    "127\uff0e0\uff0e0\uff0e1 127\uff610\uff610\uff611 \uff11\uff12\uff17.0.0.1 \u2460\u2461\u2466.0.0.1 "
    "\uff4c\uff4f\uff43\uff41\uff4c\uff48\uff4f\uff53\uff54 "
    "\u24db\u24de\u24d2\u24d0\u24db\u24d7\u24de\u24e2\u24e3 loca\u00adlhost localhost\u3002 127%2e0%2e0%2e1 "
    "%31%32%37.0.0.1 localhos%74 127.0.0.1%00 127.0.0.1%20 127.0.0.1%0d%0a 4294967296 127.0.0.256 256.0.0.1 "
    "127.0.0.1.1"
)
_LOOPBACK_SIX = (
    "[::1] [0:0:0:0:0:0:0:1] [0000:0000:0000:0000:0000:0000:0000:0001] [::0001] [0::1] [::] [::0] "
    "[0:0:0:0:0:0:0:0] [::ffff:127.0.0.1] [::FFFF:127.0.0.1] [::ffff:7f00:1] [::ffff:7f00:0001] "
    "[0:0:0:0:0:ffff:7f00:1] [::ffff:0.0.0.0] [::127.0.0.1] [::7f00:1] [::ffff:0:127.0.0.1] [64:ff9b::127.0.0.1] "
    "[64:ff9b::7f00:1] [64:ff9b:1::127.0.0.1] [2002:7f00:1::] [2002:7f00:0001::1] [2001:0:7f00:1::] "
    "[2001::80ff:fffe] [::1%lo] [::1%25lo] [::1%1] [fe80::1%25lo] [fe80::1%lo] [fe80::1] [::1.] [[::1]] [v1.fe80] "
    "[::1"
)
_INSIDE = (
    "10.0.0.1 10.255.255.255 172.16.0.1 172.31.255.254 192.168.0.1 192.168.1.254 169.254.169.254 169.254.0.1 "
    "100.64.0.1 100.100.100.200 192.0.0.192 192.0.0.8 192.0.2.1 198.18.0.1 198.19.255.254 198.51.100.7 "
    "203.0.113.9 192.88.99.1 168.63.129.16 224.0.0.1 239.255.255.250 240.0.0.1 255.255.255.255 0.1.2.3 2852039166 "
    "0xa9fea9fe 0251.0376.0251.0376 169.254.43518 0xa9.254.0251.254 167772161 0xC0A80001 [fd00::1] "
    "[fd00:ec2::254] [fc00::1] [fec0::1] [ff02::1] [ff0e::1] [2001:db8::1] [3fff::1] [100::1] [5f00::1] [4000::1] "
    "[2001:10::1] [2001:20::1] [2001:2::1] [64:ff9b::a9fe:a9fe] [2002:a9fe:a9fe::1] [2002:c0a8:1::1] "
    "[::ffff:169.254.169.254] [::ffff:a00:1] [::192.168.0.1] [2600::5efe:10.0.0.1] [2600::200:5efe:7f00:1] "
    "[2620:4f:8000::1] [fe80::a9fe:a9fe]"
)
LOOPBACK, LOOPBACK_SIX, INSIDE = _LOOPBACK.split(), _LOOPBACK_SIX.split(), _INSIDE.split()
ADDRESSES = (
    *(f"http://{host}:{{port}}/" for host in (*LOOPBACK, *LOOPBACK_SIX, *INSIDE)),
    # whose host is not where it seems to be
    "http://user@127.0.0.1:{port}/",
    "http://user:secret@127.0.0.1:{port}/",
    "http://vendor.example@127.0.0.1:{port}/",
    "http://vendor.example:80@127.0.0.1:{port}/",
    "http://127.0.0.1:{port}@127.0.0.1:{port}/",
    "http://vendor.example%40127.0.0.1:{port}/",
    "http://127.0.0.1:{port}#@vendor.example/",
    "http://127.0.0.1:{port}?@vendor.example/",
    "http://127.0.0.1:{port}\\@vendor.example/",
    "http://vendor.example\\@127.0.0.1:{port}/",
    "http://127.0.0.1\\.vendor.example:{port}/",
    "http:\\\\127.0.0.1:{port}\\",
    "http:/127.0.0.1:{port}/",
    "http:127.0.0.1:{port}/",
    "http:///127.0.0.1:{port}/",
    "http:////127.0.0.1:{port}/",
    "//127.0.0.1:{port}/",
    "127.0.0.1:{port}",
    "127.0.0.1:{port}/",
    " http://127.0.0.1:{port}/",
    "http://127.0.0.1:{port}/ ",
    "http:// 127.0.0.1:{port}/",
    "http://127.0.0.1 :{port}/",
    "http://127.0.0.1:{port} /",
    "http://\t127.0.0.1:{port}/",
    "ht\ntp://127.0.0.1:{port}/",
    "http://127.0.\n0.1:{port}/",
    "http://127.0.0.1\r\nHost: vendor.example:{port}/",
    "http://127.0.0.1:{port}/\r\nX-Injected: 1",
    "http://127.0.0.1\x00.vendor.example:{port}/",
    "http://127.0.0.1:0{port}/",
    "http://127.0.0.1:+{port}/",
    "http://127.0.0.1:{port}:80/",
    "http://127.0.0.1:-1/",
    "http://127.0.0.1:99999/",
    "http://127.0.0.1:/",
    "http://127.0.0.1:{port}/" + "a" * 3000,
    "http://" + "a" * 300 + ".example:{port}/",
    "http://" + "a." * 200 + "example:{port}/",
    "http://xn--\u00e9:{port}/",
    "http://xn--:{port}/",
    "http://-:{port}/",
    "http://.:{port}/",
    "http://..:{port}/",
    "http://[]:{port}/",
    "http://*:{port}/",
    "http://$(hostname):{port}/",
    "http://{{127.0.0.1}}:{port}/",
    "HTTP://127.0.0.1:{port}/",
    "hTtP://LOCALHOST:{port}/",
    "https://127.0.0.1:{port}/",
    "https://[::1]:{port}/",
    "https://localhost:{port}/",
    # other schemes
    "ftp://127.0.0.1:{port}/",
    "gopher://127.0.0.1:{port}/_GET%20/",
    "file:///etc/passwd",
    "file://127.0.0.1:{port}/etc/passwd",
    "dict://127.0.0.1:{port}/stats",
    "ldap://127.0.0.1:{port}/",
    "tftp://127.0.0.1:{port}/x",
    "ws://127.0.0.1:{port}/",
    "wss://127.0.0.1:{port}/",
    "unix:///run/secret.sock",
    "http+unix://%2Frun%2Fsecret.sock/",
    "jar:http://127.0.0.1:{port}/!/",
    "data:text/html,<p>words",
    "javascript:alert(1)",
    "blob:http://127.0.0.1:{port}/1",
    "view-source:http://127.0.0.1:{port}/",
    "url:http://127.0.0.1:{port}/",
    "about:blank",
    "http",
    "http:",
    "http://",
    "://127.0.0.1:{port}/",
    "",
)

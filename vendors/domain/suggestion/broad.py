"""A wider net for sentences that are new in a text: whole families of words, two of which stand close together.

Ranking a whole text needs narrow cues, since only the best few are shown. A sentence a vendor has just put in is another
matter: there are few of them, and one that is passed over is the harm this product is there to prevent. So here it is
enough that a word of one family stands within `REACH` characters of one of the other.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from vendors.domain.terms import ClauseArea

REACH = 90
"""Characters between the two words, about a clause and a half."""

_MADE = """
output result design render imag picture photo drawing illustration artwork video clip film song track melod music sound
voice recording audio draft article script essay suggestion completion answer repl(?:y|ies) response translation summar
transcript export deliverable creation piece asset generated machine-made synthetic content material upload manuscript
contribution submission prompt work(?:s|product)?\\b code\\b file
"""
_HELD = """
own(?:s|ed|er|ers|ership)?\\b title belong licen[cs]e exclusiv identical similar alike unique revert vest(?:s|ed)?\\b
assign(?:s|ed|ment)? sell sold\\b sale\\b resell market commerci moneti exploit showcase showreel display advertis promot
portfolio remix attribut credit(?:s|ed)?\\b watermark invisible\\ mark label human author(?:s|ship)?\\b copyright moral\\ right
royalt everlasting perpetual irrevocabl same\\ (?:answer|result|image|output|thing) right(?:s)?\\ (?:in|to|over)
(?:each|any|an)?other\\ (?:member|user|customer) trial\\ workspace
"""
_LEARN = """
train(?:s|ed|ing)?\\b teach learn bootstrap distil fine-tun imitat mimic clon(?:e|es|ing) replicat emulat improv better\\b
refin(?:e|es|ed|ing) enhanc tun(?:e|es|ed|ing)\\b calibrat compet rival alternative\\ to head-to-head benchmark comparison
tests?\\ of scrap(?:e|es|ing) crawl harvest bulk automated robot bots?\\b data\\ mining extract reverse reconstruct
telemetry research opt(?:s|ed|ing)?[ -](?:in|out) derive advance(?:s|ment)?\\b evaluat
"""
_MODEL = """
model algorithm\\w* ai\\b llm engine network classifier system data\\ ?set corpus corpora weight service product repl(?:y|ies)
answer output response content data\\b prompt input repositor snippet session chat conversation feedback rating usage
"""
_KEPT = """
keep(?:s|ing)?\\b kept\\b retain retention hold(?:s|ing)?\\b held\\b stor(?:e|es|ed|ing|age)\\b cach(?:e|ed|es|ing) log(?:s|ged|ging)?\\b
archiv back-?up cop(?:y|ies) live(?:s)?\\ on linger remain gone\\b wip(?:e|es|ed|ing) delet eras(?:e|es|ed|ure|ing) purg
dispos discard scrub destroy destruct overwrit forget data\\ cent(?:re|er) hosted\\b hosting sub-?(?:processor|contractor)
read\\ by looked\\ at reviewed\\ by reviewer human annotat grade\\b processed\\ in vanish
"""
_SENT = """
data\\b content prompt input output transcript upload exchange conversation chat file session histor record recording message
material information account context query queries request embedding ind(?:ex|ices) trace telemetry year month week hour days?\\b
until indefinit contractor singapore region country
"""
_FAULT = """
claim sue(?:s|d)?\\b suing lawsuit legal\\ action proceeding damag loss(?:es)? penalt fine(?:s|d)?\\b liab owe(?:s|d)?\\b
settlement settl(?:e|ing) expens cost(?:s)?\\b infring court litig regulator third\\ part harm
"""
_PAID = """
indemn harmless blameless defend defen[cs]e protect compensat reimburs make(?:s)?\\ good makes?\\ whole bear(?:s)?\\b borne
responsib answer\\ for answers\\ for never\\ more maximum cap(?:s|ped)?\\b exceed limit contribut insur step\\ in stand\\ behind
refund recover at\\ your\\ own\\ risk pay(?:s|ing)?\\ (?:for|all|any) paid\\ us signature cover(?:s|ed|age)? exclud
"""


def _family(words: str) -> str:
    parts = re.split(r"(?<!\\)\s+", words.strip())
    return "|".join(part if part.endswith(r"\b") else rf"{part}\w*" for part in parts)


def _near(one: str, other: str) -> re.Pattern[str]:
    left, right = rf"\b(?:{_family(one)})", rf"\b(?:{_family(other)})"
    return re.compile(rf"({left}).{{0,{REACH}}}?({right})|({right}).{{0,{REACH}}}?({left})", re.DOTALL)


_NETS: Mapping[ClauseArea, re.Pattern[str]] = {
    ClauseArea.OUTPUT_OWNERSHIP: _near(_MADE, _HELD),
    ClauseArea.TRAINING_RESTRICTIONS: _near(_LEARN, _MODEL),
    ClauseArea.RETENTION: _near(_KEPT, _SENT),
    ClauseArea.INDEMNITY: _near(_FAULT, _PAID),
}


def caught(sentence: str, area: ClauseArea) -> tuple[str, ...]:
    """The two words by which the wide net of `area` holds a sentence, or none."""
    match = _NETS[area].search(sentence.lower())
    return tuple(word for word in match.groups() if word) if match else ()

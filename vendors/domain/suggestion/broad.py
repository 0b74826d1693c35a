"""A wider net for sentences that are new in a text: whole families of words, two of which stand close together.

Ranking a whole text needs narrow cues, since only the best few are shown. A sentence a vendor has just put in is
another matter: there are few of them, and one passed over is the harm this product is there to prevent. So here it is
enough that a word of one family stands within `REACH` characters of one of the other.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from vendors.domain.terms import ClauseArea

REACH = 90
"""Characters between the two words, about a clause and a half."""

_MADE = r"""
output result design render imag picture photo drawing illustration artwork video clip film song track melod
music sound voice recording audio draft article script essay suggestion completion answer repl(?:y|ies) response
translation summar logo artefact artifact avatar animation layout portrait generation mockup prototype transcript
export deliverable creation piece asset generated machine-made synthetic content material upload manuscript
contribution submission prompt work(?:s|product)?\b code\b file post(?:s|ed)?\b what\ (?:you|the|it)
made\ (?:with|by|here) written\ (?:with|by) drawn
"""
_HELD = r"""
own(?:s|ed|er|ers|ership)?\b title belong licen[cs]e exclusiv identical similar alike unique revert
vest(?:s|ed)?\b assign(?:s|ed|ment)? sell sold\b sale\b resell market commerci moneti exploit showcase showreel
display advertis promot portfolio remix attribut credit(?:s|ed)?\b watermark invisible\ mark label human
author(?:s|ship)?\b copyright moral\ right royalt everlasting perpetual irrevocabl right(?:s)?\b
(?:each|any|an)?other\ (?:member|user|customer) trial\ workspace lent\b lend lease(?:s|d)?\b borrow
register(?:ed)? trade-?mark patent ship(?:s|ped|ping)?\b reuse re-use publish publication public\b carr(?:y|ies)
distribut perform(?:s|ed)?\b reproduc copy copies transfer hand(?:s|ed)? grant retain permission permitted waiv
claim object entitle keep(?:s)?\b names?\b mention free\ of adapt modif alter
"""
_LEARN = r"""
train(?:s|ed|ing)?\b teach learn bootstrap distil fine-tun imitat mimic clon(?:e|es|ing) replicat emulat improv
better\b refin(?:e|es|ed|ing) enhanc tun(?:e|es|ed|ing)\b calibrat compet rival alternative\ to head-to-head
benchmark comparison tests?\ of scrap(?:e|es|ing) crawl harvest bulk automated systematic robot bots?\b
data\ mining extract reverse reconstruct telemetry research opt(?:s|ed|ing)?[ -](?:in|out) derive
advance(?:s|ment)?\b evaluat infer develop build(?:s|ing)?\b prepar creat data-sharing sharing contribut
leave(?:s)? switch(?:ed)?\ off declin scheme programme internal own\ (?:model|system)
"""
_MODEL = r"""
model algorithm ai\b llm engine network classifier system data\ ?set corpus corpora weight machine repl(?:y|ies)
answer output response prompt input repositor snippet session chat conversation feedback rating usage api\b
querying message language
"""
_KEPT = r"""
keep(?:s|ing)?\b kept\b retain retention hold(?:s|ing)?\b held\b stor(?:e|es|ed|ing|age)\b cach(?:e|ed|es|ing)
log(?:s|ged|ging)?\b archiv back-?up cop(?:y|ies) live(?:s)?\ on linger remain gone\b wip(?:e|es|ed|ing) delet
eras(?:e|es|ed|ure|ing) purg dispos discard scrub destroy destruct overwrit forget data\ cent(?:re|er) hosted\b
hosting sub-?(?:processor|contractor) read\ by looked\ at reviewed\ by reviewer human annotat grade\b
processed\ in vanish preserv restor disk server sees?\b analyst staff personnel employee colleague moderator
inspect put\ on leaves write persist record(?:s|ed|ing)?\b quarantin snapshot mirror replica
"""
_SENT = r"""
data\b content prompt input output transcript upload exchange conversation chat file session histor recording
message thread material information context quer(?:y|ies) request embedding ind(?:ex|ices) trace telemetry year
month week hour days?\b until indefinit contractor region country union answer
"""
_FAULT = r"""
claim sue(?:s|d)?\b suing lawsuit legal\ action action\ brought actions\b proceeding damag loss(?:es)? penalt
fine(?:s|d)?\b liab owe(?:s|d)?\b answerable settlement settl(?:e|ing) expens cost(?:s)?\b infring court litig
regulator rights?\ holder third\ part harm copyright undertaking recourse commitment
"""
_PAID = r"""
indemn harmless blameless defend defen[cs]e protect compensat reimburs make(?:s)?\ good makes?\ whole
bear(?:s)?\b borne responsib answer\ for answers\ for more\ than maximum cap(?:s|ped)?\b exceed limit contribut
insur step\w*\ in stand\ behind recover risk pay(?:s|ing)?\b paid\ us signature cover(?:s|ed|age)? exclud
recourse commitment undertaking void lapse fall\ outside outside vicarious shoes comes\ after go(?:es)?\ after
"""


def _family(words: str) -> str:
    """The alternatives of a family: stems, unless one says itself where it ends."""
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

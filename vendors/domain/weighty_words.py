"""Words that make the smallest change one of content: modals, negations, quantities, conditions, words of law, numbers.

Wide on purpose: a change is taken as small only where none of its words can change what somebody may or must do. In a
language whose words are not listed every change of a word is content.
"""

from __future__ import annotations

import re

from vendors.domain.terms_language import is_terms_word

_MODALS = (
    "may might must shall will would can could should ought need needs cannot able entitled required allowed "
    "permitted "
    "darf dürfen muss müssen soll sollen kann können wird werden peut peuvent doit doivent devra pourra puede "
    "pueden debe "
    "deben podrá deberá può possono deve devono pode podem devem mag mogen moet moeten kan kunnen ska skall får måste"
)
_NEGATIONS = (
    "not no nor none never neither nothing nobody non without un unless except excluding excluded other than instead "
    "isn aren wasn don doesn didn won wouldn shouldn couldn mustn hasn haven hadn nt t "
    "nicht kein keine keiner keinen keinem keines nie niemals ohne außer weder pas ni aucun aucune jamais sans sauf "
    "ningún ninguna nunca sin salvo nessun nessuna mai senza nenhum nenhuma sem geen niet nooit zonder inte "
    "ingen inga utan"
)
_QUANTITIES = (
    "all any each every both either some only solely exclusive exclusively non-exclusive entire whole partial "
    "partially "
    "least most more less fewer greater maximum minimum up limited unlimited one two three four five six seven "
    "eight nine "
    "ten eleven twelve fifteen twenty thirty forty fifty sixty ninety hundred thousand million billion half "
    "quarter twice "
    "day days week weeks month months year years hour hours business calendar daily monthly annual annually percent "
    "once immediately promptly permanently temporarily indefinitely perpetual irrevocable worldwide "
    "royalty-free free "
    "alle jede jeder jedes nur mindestens höchstens tage monate jahre tous toutes chaque seulement jours mois "
    "ans todos "
    "todas cada solo días meses años tutti tutte ogni solo giorni mesi anni apenas dias anos elke alleen dagen "
    "maanden "
    "jaren alla varje endast dagar månader år"
)
_CONDITIONS = (
    "if and or but when where while until before after during provided upon within beyond including includes include "
    "whether otherwise however notwithstanding although because for to from by against between under over opt out in "
    "und oder wenn falls bis vor nach während et ou si jusqu avant après y o hasta antes después e se fino "
    "prima dopo ou "
    "até depois en of als tot voor na och eller om tills före efter"
)
_DEEDS = (
    "own owns owned ownership owner assign assigns assigned grant grants granted sell sells sold share shares shared "
    "store stores stored keep keeps kept delete deletes deleted deletion remove removes removed train trains trained "
    "training improve improves use uses used using access accesses accessed review reviews reviewed transfer "
    "transfers "
    "transferred receive receives request requests waive waives waived cap capped pay pays paid fee fees refund "
    "refunds "
    "charge charges customer customers user users consumer consumers business enterprise individual output "
    "outputs input "
    "inputs content data prompt prompts model models default opt-in opt-out on off enabled disabled monitor monitors "
    "preview beta alpha experimental trial evaluation"
)
_WORDS = frozenset(f"{_MODALS} {_NEGATIONS} {_QUANTITIES} {_CONDITIONS} {_DEEDS}".split())
_SIGNS = frozenset("✓✔✅☑●◉■✗✘✕✖❌☐☒○◯□%‰<>≤≥≠±×÷=§")
_FOREIGN = re.compile(r"[^\x00-\u024f\u2000-\u2bff\U0001f000-\U0001ffff]")


def is_weighty(word: str) -> bool:
    """Whether the coming, going or change of this word can change what the terms say. Any case; a word or a sign."""
    lower = word.lower()
    if any(char.isnumeric() or char in _SIGNS or char in "$€£¥₹₩" for char in lower):
        return True
    if _FOREIGN.search(lower) and any(char.isalpha() for char in lower):
        return True
    return lower in _WORDS or lower.removeprefix("un").removeprefix("non") in _WORDS or is_terms_word(lower)

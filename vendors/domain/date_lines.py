"""Lines that only date a text: "Last updated: 3 May 2026", "Version 4.2", "Effective 1 June 2026 (previous version)".

A line is one when nothing is left of it but dates, version numbers and the words that introduce them. A date anywhere
else ("accounts opened before 1 May") is part of what the terms say and never a date line.
"""

from __future__ import annotations

import re

from vendors.domain.weighty_words import is_weighty

_MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    "nov(?:ember)?|dec(?:ember)?|januar|februar|märz|mai|juni|juli|oktober|dezember|janvier|février|mars|avril|juin|"
    "juillet|août|septembre|octobre|novembre|décembre|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|"
    "octubre|noviembre|diciembre|gennaio|febbraio|aprile|maggio|giugno|luglio|settembre|ottobre|dicembre|janeiro|"
    "fevereiro|março|maio|junho|julho|setembro|outubro|novembro|dezembro|januari|februari|maart|mei|augustus|maj|augusti"
)
_DATE = re.compile(
    rf"""
    \b(?:\d{{1,2}}(?:st|nd|rd|th|er|\.|º)?\s+(?:of\s+|de\s+)?)?(?:{_MONTHS})\b\.?
      (?:\s+(?:de\s+)?(?:\d{{1,2}}(?:st|nd|rd|th)?,?\s+)?(?:\d{{4}}|\d{{1,2}}(?:st|nd|rd|th)?\b))?
    | \b\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}\b | \b\d{{1,2}}[-/.]\d{{1,2}}[-/.]\d{{2,4}}\b
    | \d{{4}}\s?年(?:\s?\d{{1,2}}\s?月)?(?:\s?\d{{1,2}}\s?日)? | \d{{4}}\s?년\s?\d{{1,2}}\s?월(?:\s?\d{{1,2}}\s?일)?
    | \b\d{{1,2}}:\d{{2}}(?::\d{{2}})?\b | \b(?:utc|gmt|pst|pdt|cet|cest|am|pm)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_VERSION = re.compile(
    r"\b(?:version|rev(?:ision)?|v|ausgabe|stand|版本)\.?\s*(?:no\.?\s*)?\d+(?:\.\d+)*\b", re.IGNORECASE
)
_LABEL = re.compile(
    r"\b(?:(?:last|previously|most recently|first)\s+)?(?:updated?|modified|revised|revision|reviewed|amended|changed|"
    r"published|posted|effective|in effect|in force|established|version|valid)\b|\bdated?\b|\bas of\b|"
    r"\b(?:letzte|zuletzt|stand|gültig|aktualisier\w*|geändert|datum|fassung|in kraft|wirksam)\b|"
    r"\b(?:mise? à jour|dernière|en vigueur|modifié\w*|version|publié\w*)\b|"
    r"\b(?:actualizad\w+|actualización|última|vigente|vigencia|fecha)\b|"
    r"\b(?:aggiornament\w+|aggiornat\w+|ultimo|in vigore|atualizad\w+|atualização|vigor)\b|"
    r"\b(?:bijgewerkt|laatst|gewijzigd|ingangsdatum|uppdaterad\w*|senast|gäller|giltig\w*)\b|"
    r"更新|生效|发布|修订|版本|日期|施行|改定|制定|最終|시행|개정|업데이트",
    re.IGNORECASE,
)
_FILLER_WORDS = (
    "this these our the a of on as from by at and was were is are here available archived archive prior previous "
    "current below above see view service services use terms policy policies privacy agreement notice document "
    "conditions statement time since until to le la du de des el los il der die das am vom den van op av det "
    "nutzungsbedingungen"
)
_FILLERS = frozenset(_FILLER_WORDS.split())
_YEAR = re.compile(r"\b(?:19|20)\d{2}\b")
_REST = re.compile(r"[^\W_]+")
_LONGEST, _NAMES = 160, 3


def is_date_line(normal: str) -> bool:
    """Whether a normal sentence only dates the text it stands in."""
    if len(normal) > _LONGEST:
        return False
    rest, dates = _DATE.subn(" ", normal)
    rest, versions = _VERSION.subn(" ", rest)
    rest, labels = _LABEL.subn(" ", rest)
    if labels:
        rest = _YEAR.sub(" ", rest)
    words = [word for word in _REST.findall(rest) if word.lower() not in _FILLERS]
    if any(is_weighty(word) for word in words):
        return False
    return (
        len(words) <= _NAMES if labels and (dates or versions or not words) else bool(dates or versions) and not words
    )

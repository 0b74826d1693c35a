"""How much a text speaks the language of terms: words of law and duty, in the languages terms are commonly posted in.

The words are general knowledge of contracts and privacy notices; none was chosen by looking at one vendor's texts. A
language that is not listed is not judged by its words (`Wording.judged` is false), never refused for them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

_STEMS: Mapping[str, str] = {
    "en": (
        "agree(?:s|d|ment|ments)? terms? part(?:y|ies) liab(?:le|ility|ilities) warrant\\w* indemni\\w* "
        "jurisdictions? terminat\\w+ rights? privacy consent\\w* licen[cs]\\w+ confidential\\w* pursuant "
        "obligat\\w+ compl(?:y|ies|iance) shall must polic(?:y|ies) provisions? subject prohibit\\w* disclos\\w+ "
        "process(?:ing|or|ors)? breach\\w* legal\\w* laws? copyright\\w* trademarks? disclaim\\w* hereby herein "
        "hereunder thereof disputes? arbitrat\\w+ personal entit(?:y|ies) regulations? violat\\w+ permit\\w* "
        "notices? accordance retain\\w* retention lawful\\w* authori[sz]\\w+ responsib\\w+ prior unauthori[sz]ed "
        "affiliates? damages infring\\w+ provider reserve may cookies? collect(?:s|ed|ion)? purposes? conduct"
    ),
    "de": (
        "vereinbar\\w+ nutzungsbedingung\\w+ geschäftsbedingung\\w+ bedingung\\w+ haft(?:en|et|ung)\\w* "
        "datenschutz\\w* personenbezogen\\w* verarbeit\\w+ gesetz\\w* recht(?:e|en|s|lich\\w*)? einwillig\\w+ "
        "künd(?:ig\\w+) "
        "vertrag\\w* verpflicht\\w+ gemäß zustimm\\w+ gewährleist\\w+ lizenz\\w* bestimmung\\w* anbieter\\w* "
        "nutzer\\w* dürfen darf muss müssen verantwortlich\\w* zulässig\\w* unberührt dritte\\w* pflicht\\w* "
        "kunden? zweck\\w*"
    ),
    "fr": (
        "conditions? contrat\\w* responsab\\w+ données traitement\\w* lois? droits? consent\\w+ résili\\w+ "
        "conformément obligations? licences? garanti\\w+ parties? confidentialité utilisateurs? doit doivent peut "
        "tiers article juridique\\w* interdi\\w+ finalités? légal\\w* applicables?"
    ),
    "es": (
        "condiciones contrato\\w* responsab\\w+ datos tratamiento\\w* ley(?:es)? derechos? consentimiento "
        "rescisi\\w+ "
        "conformidad obligaci\\w+ licencias? garant\\w+ partes? privacidad usuarios? deber\\w+ podr\\w+ terceros "
        "legal\\w* prohib\\w+ finalidad\\w* aplicables? jurisdicción"
    ),
    "it": (
        "condizioni contratt\\w+ responsabil\\w+ dati trattamento legg[ei] diritt[oi] consenso recesso conformità "
        "obblig\\w+ licenz\\w+ garanzi\\w+ parti privacy utent[ei] terz[ie] deve devono può vietat\\w+ finalità "
        "applicabil[ei] giurisdizione titolare"
    ),
    "pt": (
        "condições contrato\\w* responsab\\w+ dados tratamento leis? direitos? consentimento rescis\\w+ obriga\\w+ "
        "licenças? garantias? partes? privacidade usuári\\w+ utilizador\\w* deve\\w* pode\\w* terceiros proib\\w+ "
        "finalidades? aplicáve\\w+ jurisdição termos"
    ),
    "nl": (
        "voorwaarden overeenkomst\\w* aansprakelijk\\w* persoonsgegevens verwerk\\w+ wet\\w* recht(?:en)? "
        "toestemming "
        "beëindig\\w+ verplicht\\w* licentie\\w* garantie\\w* partij\\w* privacy gebruikers? moet\\w* mag mogen "
        "derden "
        "verbod\\w* verboden doeleinden toepasselijk\\w*"
    ),
    "sv": (
        "villkor\\w* avtal\\w* ansvar\\w* personuppgift\\w* behandl\\w+ lag(?:ar|en|stiftning\\w*)? "
        "rätt(?:ighet\\w*)? "
        "samtyck\\w+ uppsäg\\w+ skyldig\\w* licens\\w* garanti\\w* part(?:er|en|ens)? integritet\\w* användare\\w* "
        "ska skall måste tredje förbjud\\w+ ändamål\\w* tillämplig\\w* enligt"
    ),
    "zh": (
        "协议|条款|隐私|个人信息|责任|法律|法规|权利|义务|许可|授权|同意|知识产权|终止|争议|管辖|不得|应当|违反|"
        "協議|條款|隱私|個人資料|責任|權利|義務|授權|終止|爭議|管轄|應當|違反"
    ),
    "ja": "規約|個人情報|責任|権利|義務|同意|法令|契約|利用者|禁止|準拠法|損害|許諾|第三者|当社|ものとし|本サービス",
    "ko": "약관|개인정보|책임|동의|계약|법률|법령|권리|의무|이용자|금지|손해|제3자|회사는",
}
_WIDE = frozenset({"zh", "ja", "ko"})
_PROFILES: Mapping[str, str] = {
    "en": "the of to and in or you that for is our your with any this by we are not be a as on do no",
    "de": "der die und das den von zu mit sie ist für nicht oder wir ein eine auf werden dem im",
    "fr": "le la les des de et vous un une que nous pour est dans ou sur par votre vos au",
    "es": "el la los las de y que en un una para por con su usted se del nuestros es al",
    "it": "il la di e che per un una in con del della dei non si le gli sono nel al",
    "pt": "o a os as de e que em um uma para por com não seu sua do da se você",
    "nl": "de het een en van is dat te op voor met wij zijn niet uw onze aan door of u",
    "sv": "och att det som en för av är vi på med till du inte den ett har vår eller din",
    "da": "og at det som en for af er vi på med til du ikke den et har vores eller din",
    "no": "og å det som en for av er vi på med til du ikke den et har vår eller din",
    "fi": "ja on että ei se tai me kun voi ovat sekä jos kuin myös palvelun mukaan sinun",
    "pl": "i w z na do nie się że o jest lub przez dla od oraz po jak które ich to",
}
_SETS = {language: frozenset(words.split()) for language, words in _PROFILES.items()}
_PATTERNS = {
    language: re.compile(stems if language in _WIDE else rf"\b(?:{'|'.join(stems.split())})\b")
    for language, stems in _STEMS.items()
}
_WORD = re.compile(r"[^\W\d_]+")
_HAN, _KANA, _HANGUL = re.compile("[\u4e00-\u9fff]"), re.compile("[\u3040-\u30ff]"), re.compile("[\uac00-\ud7af]")
_OTHER_SCRIPTS = (
    ("cyrillic", re.compile("[\u0400-\u04ff]")),
    ("greek", re.compile("[\u0370-\u03ff]")),
    ("arabic", re.compile("[\u0600-\u06ff]")),
    ("hebrew", re.compile("[\u0590-\u05ff]")),
    ("devanagari", re.compile("[\u0900-\u097f]")),
    ("thai", re.compile("[\u0e00-\u0e7f]")),
)
_FEWEST_KINDS = 4
_SAMPLE = 40_000
_PER_WORD = 1.7
"""Characters of a script without spaces that count as one word."""


@dataclass(frozen=True, slots=True)
class Wording:
    """What a text is made of: its language ("" where it cannot be told), its words, and how many are of terms.

    `share` is that of terms words among all words of the sample, `kinds` how many different ones there are.
    """

    language: str
    words: int
    share: float
    kinds: int

    @property
    def judged(self) -> bool:
        """Whether the words of this language are known here."""
        return self.language in _STEMS


def wording(text: str) -> Wording:
    """The wording of a normal form. Long texts are judged by their beginning and their end."""
    sample = text if len(text) <= _SAMPLE else text[: _SAMPLE // 2] + " " + text[-_SAMPLE // 2 :]
    lower = sample.lower()
    language = language_of(lower)
    words = _count(lower)
    if language not in _STEMS or not words:
        return Wording(language, words, 0.0, 0)
    found = [match.group() for match in _PATTERNS[language].finditer(lower)]
    return Wording(language, words, len(found) / words, len(set(found)))


def is_terms_word(word: str) -> bool:
    """Whether a word, in lower case, is one of law or duty in any of the languages known here."""
    return any(pattern.fullmatch(word) for pattern in _PATTERNS.values())


def language_of(text: str) -> str:
    """The language of a text by its script or its commonest words; "" where neither tells."""
    letters = sum(map(str.isalpha, text)) or 1
    if len(_HANGUL.findall(text)) * 4 > letters:
        return "ko"
    kana = len(_KANA.findall(text))
    if kana * 5 > letters:
        return "ja"
    if (len(_HAN.findall(text)) + kana) * 3 > letters:
        return "zh"
    for script, pattern in _OTHER_SCRIPTS:
        if len(pattern.findall(text)) * 2 > letters:
            return script
    return _by_words(_WORD.findall(text.lower()))


def _by_words(words: list[str]) -> str:
    """By how many of its commonest words occur, then by how often: a table of names is in no language."""
    counts = Counter(words)
    common = {language: [counts[word] for word in words_of if word in counts] for language, words_of in _SETS.items()}
    first, second = sorted(common, key=lambda language: (-len(common[language]), -sum(common[language])))[:2]
    kinds, total = len(common[first]), sum(common[first])
    if kinds < _FEWEST_KINDS or total * 12 < len(words) or (kinds, total) == (len(common[second]), sum(common[second])):
        return ""
    return first


def _count(text: str) -> int:
    wide = len(_HAN.findall(text)) + len(_KANA.findall(text)) + len(_HANGUL.findall(text))
    return sum(1 for _ in _WORD.finditer(text)) if not wide else int(wide / _PER_WORD) + _latin(text)


def _latin(text: str) -> int:
    return sum(1 for match in _WORD.finditer(text) if match.group().isascii())

"""Who pays and who defends when it goes wrong, what voids that, and where liability is capped."""

from vendors.domain.suggestion.cues import Direction, cue, lexicon

_VENDOR, _CUSTOMER, _BOTH = Direction.VENDOR, Direction.CUSTOMER, Direction.BOTH
_LOSS = (
    r"\b(?:loss(?:es)?|damages?|damaged|costs?|expenses?|liabilit(?:y|ies)|claims?|fines?"
    r"|penalt(?:y|ies)|fees|lawsuits?|actions)\b"
)
_CLAIM = r"\b(?:claims?|suits?|lawsuits?|proceedings?|actions?|demands?|allegations?)\b"
_COVER = r"\b(?:indemn\w+|hold\w* (?:\w+ ){0,12}(?:harmless|free from)|harmless)\b"
_PAY = (
    r"\b(?:make good|reimburse\w*|compensat\w+|recover\w* (?:\w+ ){0,6}from (?:you|customer"
    r"|the user)|bears?|borne|pay(?:s|ing)? (?:all|any|for|those|the)"
    r"|meet the costs?|answer (?:together|for)|stand in for)\b"
)

INDEMNITY = lexicon(
    [
        cue("indemnity", 5.0, _COVER),
        cue(
            "what the customer indemnifies",
            1.0,
            r"(?:{you})(?: \w+){0,8} (?:shall|will|agrees?|must)?[^.]{0,60}\bindemn\w+",
            direction=_CUSTOMER,
        ),
        cue(
            "duty to defend",
            4.0,
            r"\bdefend(?:s|ed|ing)?\b|\bdefen[cs]e of\b|\bcommitment to defend\b",
            rf"{_CLAIM}|\bagainst\b|\bcommitment\b",
        ),
        cue(
            "indemnity procedure",
            2.5,
            r"\b(?:control|conduct|selection of counsel|sole control|settle(?:ment|s)?|lawyers"
            r"|prompt(?:ly)? (?:written )?noti\w+)\b",
            rf"{_CLAIM}|\bdefen[cs]e\b|\bmatter\b|\bcase\b",
            bar=r"\barbitrat|\bjury\b|\bclass\b|\bsmall claims\b",
            direction=_BOTH,
        ),
        cue(
            "joint and several liability",
            5.0,
            r"\bjoint(?:ly)? and several(?:ly)?\b|\banswer together\b|\beach for the whole\b",
            direction=_CUSTOMER,
        ),
        cue("who makes losses good", 4.0, _PAY, _LOSS, bar=r"\b(?:subscription fees|taxes|invoice|refund|billing)\b"),
        cue(
            "who makes losses good",
            3.5,
            r"\brecover\w*\b|\breimburs\w+\b|\bmake good\b|\bclaim (?:damages|compensation)",
            r"\b(?:you|customer|user|loss|pay)\b",
        ),
        cue(
            "the customer answers for damage",
            3.0,
            r"{you}",
            r"\b(?:responsible|liable|liability|responsibility)\b",
            r"\b(?:loss(?:es)?|damages?|claims?|fines?|consequences)\b",
            bar=(
                r"\b(?:we|company|provider|in no event|not be|neither|limited|exceed)\b[^.]{0,40}\b(?:liable"
                r"|responsible)"
            ),
            direction=_CUSTOMER,
        ),
        cue(
            "liability cap",
            3.0,
            r"\b(?:liab\w+|responsibility)\b",
            r"\b(?:exceed\w*|aggregate|capped?|limited to|maximum|up to)\b",
        ),
        cue(
            "what caps do not reach",
            3.0,
            r"\b(?:limitations?|exclusions?|limits?|except)\b",
            r"\bliab\w+|\bdamages\b",
            r"\b(?:not apply|not protect|not limit|except(?:ions?)?|with respect to|indemn\w+)\b",
        ),
        cue(
            "sole remedy for claims",
            3.0,
            r"\b(?:sole|exclusive)(?:,? and exclusive)? (?:remed\w+|liability)",
            rf"{_CLAIM}|\binfring",
        ),
        cue(
            "infringement claims",
            2.5,
            r"\b(?:infring\w*|misappropriat\w*|copyright|patents?)\b",
            _CLAIM,
            r"\b(?:third[- ]part\w+|against|authors|protection|defend|cover|settl\w+|allege\w*|alleging)\b",
            bar=r"\bnotice of (?:claimed )?infring|\bdmca\b|\btakedown|\bcopyright agent",
        ),
        cue(
            "protection against claims",
            4.0,
            r"\b(?:protection|promise|commitment|cover(?:age|s|ed)?|stand in|obligations?)\b",
            r"\bclaims?\b|\bdefend\b",
            r"\b(?:against|infring\w*|authors|third[- ]part\w+|vendor|forgo|laps\w+)\b",
            bar=r"\b(?:warrant\w*|confidential\w*|data protection)\b",
            direction=_VENDOR,
        ),
        cue(
            "what voids it",
            1.5,
            r"\b(?:does not apply|not extend|excluded from|exclud\w+|laps\w+|forgo|conditional)\b",
            r"\bindemn\w+|\bclaims?\b|\bdefend",
            direction=_VENDOR,
        ),
        cue("lawyers' fees", 1.0, r"\b(?:attorneys?['’]?s?['’]?|legal|lawyers?|solicitors?)\W{0,3}(?:fees|costs)\b"),
        cue(
            "third-party claims",
            1.0,
            r"\bthird[- ]part\w+ (?:claims?|demands?)\b|\bclaims? (?:\w+ ){0,4}(?:by|from|of) (?:a |any )?third",
        ),
        cue(
            "dispute procedure", -2.5, r"\b(?:arbitrat\w+|jury|class action|small claims|mediation)\b", bar=r"\bindemn"
        ),
    ],
    [
        (r"\b(?:indemn\w+|defen[cs]e|claims against)\b", 2.0),
        (r"\b(?:liabilit(?:y|ies)|compensation|damages|remed\w+|responsib\w+)\b", 0.8),
    ],
    rf"{_COVER}|{_PAY}|\b(?:defend|defen[cs]e|liab|joint|responsib|infring|claims?|settle|remed"
    rf"|damages?|reimburs|recover|lawyers)",
)

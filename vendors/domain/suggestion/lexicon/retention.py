"""What is kept, how long and where, who looks at it, and when it goes."""

from vendors.domain.suggestion.cues import cue, lexicon

_KEEP = (
    r"\bretention\b|\b(?:retain(?:s|ed|ing)?)\b(?! (?:all |any |their |its |your |exclusive "
    r"|sole |full )*(?:owner|right|title|intellectual|control))"
    r"|\b(?:stor(?:e|es|ed|ing|age)|kept|keeps?|held|hold(?:s|ing)?|sav(?:ed|es)|cach(?:e|ed"
    r"|ing)|archiv\w*|preserv\w*|persist\w*|stays?"
    r"|leaves it|put aside|surviv\w+)\b"
)
_GO = (
    r"\b(?:delet\w*|eras(?:e|es|ed|ure|ing)|destr(?:oy|oys|oyed|uction)|purg\w*|wip(?:e|es|ed"
    r"|ing)|remov(?:e|es|ed|al|ing)|overwrit\w+|return(?:s|ed)? or|return of|disappear\w*"
    r"|shred\w*)\b"
)
_DATA = (
    r"\b(?:data|content|inputs?|outputs?|prompts?|completions?|conversations?|chats?|histor(?:y"
    r"|ies)|records?|recordings?|files?|information|logs?"
    r"|traces?|embeddings?|index(?:es)?|material|accounts?|sessions?|copies|backups?|images?"
    r"|audio|voices?|samples|code)\b"
)
_ENDED = r"\b(?:terminat\w+|expir\w+|end(?:ed|s)? of|after the end|has ended|cancel\w*|clos(?:e|ing|ure))\b"
_OTHER = r"\b(?:fees?|invoice|payment|refund|hold harmless|jurisdiction|waiver)\b"

RETENTION = lexicon(
    [
        cue("how long something is kept", 3.5, _KEEP, _DATA, "{time}", bar=_OTHER),
        cue("keeping", 2.0, _KEEP, _DATA, bar=_OTHER),
        cue("when something is deleted", 3.5, _GO, _DATA, rf"{{time}}|{_ENDED}|\brequest|\bprompt", bar=_OTHER),
        cue("deletion", 2.0, _GO, _DATA, bar=r"\b(?:violat\w+|infring\w+|takedown|offensive|trademark|notices)\b"),
        cue(
            "zero retention",
            5.0,
            r"\bzero[- ](?:data |day )?retention\b|\bzdr\b|\bno[- ](?:storage|retention)\b"
            r"|\bnot (?:be )?(?:stored?|retained?|saved|persisted)\b|\bephemeral",
        ),
        cue("after the contract ends", 2.0, _ENDED, rf"{_GO}|\b(?:return|export|retriev)\w*", _DATA),
        cue("backups", 2.0, r"\bback-?ups?\b|\bdisaster[- ]recovery\b", rf"{_GO}|{_KEEP}"),
        cue(
            "logs and history", 1.5, r"\b(?:logs?|traces?|histor(?:y|ies)|diagnostic)\b", rf"{_KEEP}|{_GO}|\blogging\b"
        ),
        cue(
            "human review",
            4.0,
            r"\b(?:human(?: review\w*)?|employees|staff|personnel|reviewers?|team|annotators?|contractors)\b",
            r"\b(?:access\w*|review\w*|listen\w*|view\w*|look(?:s)? at|read|inspect\w*|open)\b",
            r"\b(?:conversations?|chats?|prompts?|inputs?|outputs?|recordings?|voice|content|samples?|data)\b",
            bar=r"\b(?:trained|confidential\w*|need to know|audit\w*|report)\b",
        ),
        cue(
            "subprocessors",
            3.0,
            r"\bsub-?(?:processor|contractor)s?\b",
            r"\b(?:list|notif\w+|notice|object\w*|new|add\w*|change\w*|consent\w*|authori[sz]\w+)\b",
        ),
        cue(
            "where data is kept",
            2.0,
            r"\b(?:servers?|hosted|hosting|located|location|region|data cent(?:er|re)s?"
            r"|european economic area|eea)\b",
            rf"{_KEEP}|\bprocess\w*\b|\btransfer\w*\b",
            _DATA,
        ),
        cue(
            "a stated period",
            2.0,
            r"\b(?:for|within|after|of|than) (?:the |a |an |up to |additional )*(?:\w+[ -])?\(?(?:\d+"
            r"|one|two|three|five|six|seven|ten|twelve|eighteen|thirty|sixty|ninety"
            r"|\w+ hundred(?: and \w+)?)\)?[ -]?(?:calendar |rolling |additional |business )*(?:days?"
            r"|months?|years?|hours?)\b",
            rf"{_DATA}|{_KEEP}|{_GO}|\bdurations?\b",
        ),
        cue(
            "duration of storage",
            3.0,
            r"\bfor (?:the|as long as|so long as|such time)\b.*\b(?:duration|registration|term"
            r"|process\w*|subscription|necessary|required|legal|stored)\b",
            r"\b(?:years?|days?|months?|stor\w+|retain\w*|keep|deletion|delet\w+)\b",
        ),
        cue("requests to remove", 2.5, r"\brequests?\b", _GO, _DATA),
        cue(
            "no duty to keep",
            2.5,
            r"\b(?:no obligation|not obliged|do(?:es)?n['’]t promise|do not promise|not a storage)\b",
            rf"{_KEEP}|\bmaintain\b|\bstore\b",
        ),
        cue("held without end", 3.0, r"\bindefinit\w+|\bperpetuity\b", _KEEP),
        cue("hidden but kept", 2.5, r"\bhid(?:e|es|den)\b", r"\b(?:records?|keep|kept|leaves)\b"),
        cue("retention as a setting", 2.0, r"\bretention periods?\b|\bretention (?:settings?|controls?)\b"),
        cue("survival of clauses", -2.5, r"\bsurviv", r"\b(?:sections?|provisions?|clauses?|obligations?)\b"),
    ],
    [
        (
            (
                r"\b(?:retention|deletion|delete|storage|stored|destruction|return|erasure|duration|zdr"
                r"|logging|conservation)\b"
            ),
            2.0,
        ),
        (r"\b(?:terminat\w+|data|privacy|subprocess\w*|confidential\w*|backup|description of the processing)\b", 0.6),
    ],
    rf"{_KEEP}|{_GO}|\b(?:zero|zdr|duration|sub-?(?:processor|contractor)|human|personnel|staff"
    rf"|employees|team|reviewers?|traces?|hosted|hosting|not (?:be )?(?:stored|retained|saved))"
    rf"|\b(?:export|retriev|return)",
)

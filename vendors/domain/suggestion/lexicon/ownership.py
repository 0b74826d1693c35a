"""Who holds what in what a service gives back: title, assignment, licence back, use limits, likeness, authorship."""

from vendors.domain.suggestion.cues import cue, lexicon

_MADE = (
    r"\b(?:outputs?|generated|generations?|results?|deliverables?|completions?|suggestions?"
    r"|creations?|assets|artworks?"
    r"|images?|pictures?|songs?|tracks?|music|sounds?|voices?|audio|videos?|responses?|answers|work product|renders?"
    r"|recordings?|drawn|pieces|(?:produces|produced|yields|creates?|returned|writes|made) (?:in"
    r"|by|with|for|to|here))\b"
    r"|\bwhat (?:it|the (?:model|tool|service|system)) (?:yields|makes|writes|draws|produces|returns)"
)
_CONTENT = (
    r"\b(?:content|contributions|materials?|inputs?|prompts?|customer data|your data|the data"
    r"|works?|code|submissions?)\b"
)
_ANY = f"(?:{_MADE}|{_CONTENT})"
_HOLD = (
    r"\b(?:own(?:s|ed|er|ers|ership|ing)?|title|belongs?|vests?|vested|proprietors?|property of|remains? with"
    r"|stays? with|authors?(?:hip)?|copyrights? in|intellectual property|(?:retains?|reserves?"
    r"|waives?|has|have|keeps?) "
    r"(?:\w+ ){0,3}(?:rights?|interests?))\b|\bassign(?:s|ed|ment)?\b(?=.*\b(?:right|title"
    r"|interest|output|to you|to custom))"
)
_OURS = r"\b(?:services?|software|documentation|platform|trademarks?|logos?|technology|website)\b"

OWNERSHIP = lexicon(
    [
        cue("who owns what is generated", 5.0, _HOLD, _MADE),
        cue("who owns the content", 3.5, r"\b(?:own(?:s|ed|er|ership)?|title|belongs?|assigns?)\b", _CONTENT),
        cue("all right, title and interest", 1.5, r"rights?,? (?:and )?titles?,? (?:and|or) interests?", _ANY),
        cue(
            "assignment or transfer of title", 2.0, r"\b(?:assigns?|assignment|passes|transfers?|transferred)\b", _MADE
        ),
        cue(
            "no claim to what is made",
            3.0,
            r"\bclaims?\b|\bdisclaims?\b",
            r"\b(?:rights?|own\w*|against|none|no)\b",
            _MADE,
        ),
        cue(
            "others may get the same",
            4.5,
            r"\b(?:unique|similar|same|identical|exclusive)\b",
            _MADE,
            r"\b(?:others?|another|somebody|unique|third part\w+|users?|exclusive|customers?)\b",
            bar=r"similar (?:technolog|laws|services)",
        ),
        cue(
            "licence to use the content",
            3.0,
            r"\b(?:grant\w*|licen[cs]es?|permission|allow)\b",
            _ANY,
            r"\b(?:perpetual|irrevocable|royalty[- ]free|worldwide|world-?wide|sub-?licen[cs]\w+|non-?exclusive"
            r"|non-?transferable|free of charge|remix|modify|derivative|reproduce)\b",
        ),
        cue(
            "only a licence to what is made",
            2.5,
            r"\b(?:grant\w*|licen[cs]es?|permission|rights?) (?:\w+ ){0,8}to use\b",
            _MADE,
        ),
        cue(
            "licence back to the vendor",
            1.5,
            r"\b(?:you|customer|user|member|client|participants?) (?:also |hereby |expressly )*"
            r"(?:grant|give|allow|permit|licen[cs]e)\w*\b",
            _ANY,
        ),
        cue(
            "the vendor may use or show what is made",
            4.0,
            r"\b(?:display|adapt|sub-?licen[cs]e|publish|showcase|promot\w+|advertis\w+)\b",
            _ANY,
            r"\b(?:we|us|our|company|provider|supplier|worldwide)\b",
            bar=r"\b(?:remove|disclos\w+|policy|policies)\b",
        ),
        cue(
            "limits on using what is made",
            3.0,
            r"\b(?:non-?commercial|commercial(?:ly)?|resell|resale|sell|sold|sale|distribut\w+"
            r"|personal use|exploit\w*|internal(?:ly)?|monetiz\w+)\b",
            _MADE,
        ),
        cue(
            "attribution",
            3.0,
            r"\b(?:attribut\w+|credit(?:ed|s)?|name of the service|naming you|watermarks?|by-?line)\b",
            _ANY,
            bar=r"credit card|billing",
        ),
        cue(
            "open to others' remixing or copying",
            3.0,
            r"\b(?:remix\w*|gallery|publicly (?:viewable|display\w*|available)|public setting)\b",
            r"\b(?:content|assets?|creations?|images?|outputs?|members?|others)\b",
        ),
        cue("moral rights", 3.0, r"\bmoral rights?\b|\bneighbou?ring rights?\b"),
        cue(
            "presenting as human-made",
            4.5,
            r"\b(?:represent|imply|state|claim|present|pass|mislead|suggest|portray)\w*\b",
            r"\bhumans?\b|\bhuman-",
            r"\b(?:generated|made|output|outputs|created|drawn|written|ai)\b",
        ),
        cue(
            "third-party rights in generated code",
            3.5,
            r"\b(?:third[- ]party|open[- ]source|public(?:ly)? (?:repositor\w+|available code|code)"
            r"|original authors)\b",
            r"\b(?:licen[cs]e\w*|coincide|match\w*|authors|hold)\b",
            _MADE,
        ),
        cue(
            "condition of ownership",
            2.0,
            r"\bsubject to\b|\bonly (?:upon|if|once|after)\b|\buntil\b|\bprovided that\b|\bmust be\b",
            _HOLD,
            _ANY,
        ),
        cue(
            "feedback",
            1.5,
            r"\b(?:feedback|suggestions|ideas)\b",
            r"\b(?:use|licen[cs]e|own|assign|rights?|build on)\b",
        ),
        cue(
            "meaning of what is generated",
            2.0,
            r"^[“\"(]?(?:\d[\d.]* )?[“\"]?(?:generated \w+|outputs?|customer data|assets?"
            r"|content)\b[”\":]*\s*(?:means|is|:)",
        ),
        cue(
            "the vendor's own property",
            -2.0,
            r"\b(?:own|retain|reserve|belong|property|rights?)",
            _OURS,
            bar=_MADE + r"|\binputs?\b|\b(?:you|customer) (?:shall |will )?(?:retain|own)",
        ),
    ],
    [
        (r"\b(?:ownership|owner|attribution of rights|output|outputs|generated)\b", 1.5),
        (r"\b(?:content|intellectual property|proprietary|rights|licen[cs]e|copyright|assets)\b", 0.8),
    ],
    f"{_HOLD}|{_MADE}|\\b(?:licen[cs]e|content|moral|human|feedback|remix|neighbou?ring)",
)

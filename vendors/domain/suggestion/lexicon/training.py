"""What may be trained on what: the customer's bans and permissions, and the vendor's use of the customer's content."""

from vendors.domain.suggestion.cues import Direction, cue, lexicon

_VENDOR, _CUSTOMER = Direction.VENDOR, Direction.CUSTOMER
_TRAIN = (
    r"\b(?:(?:re|pre-?)?train(?:s|ed|ing)?|fine-?tun(?:e|es|ed|ing)|distil\w*|machine[- ]learning|teach\w*|learns?"
    r"|student (?:network|model)s?)\b"
)
_BETTER = (
    r"\b(?:improv\w+|enhanc\w+|refin(?:e|es|ing)|develop(?:s|ing|ment)?|better|research\w*|optimi[sz]\w+|examples)\b"
)
_MODEL = (
    r"\b(?:models?|algorithms?|networks?|neural|artificial intelligence|ai|llms?|engines?"
    r"|classifiers?|weights|machine|systems?)\b"
)
_GIVEN = (
    r"\b(?:inputs?|outputs?|content|data|prompts?|chats?|conversations?|sessions?|submissions?"
    r"|recordings?|code|snippets"
    r"|voices?|audio|feedback|ratings|corrections|information|metadata|answers|responses|files"
    r"|materials?|music|images?|assets)\b"
)
_BUILD = r"\b(?:develop\w*|build\w*|creat\w*|train\w*|offer\w*|provid\w*|mak(?:e|ing)|improv\w*|design\w*|teach)\b"
_COMPETE = r"\b(?:compet(?:e|es|ing|ition|itive|itors?)|rivals?|substitutes?)\b|\b(?:does )?what our product does\b"

TRAINING = lexicon(
    [
        cue(
            "training of models",
            4.0,
            _TRAIN,
            rf"{_MODEL}|{_GIVEN}",
            bar=(
                r"\b(?:employees|staff|personnel) (?:\w+ ){0,4}train|training (?:courses|sessions|materials"
                r"|services)"
            ),
        ),
        cue(
            "training on what the customer sends",
            1.5,
            _TRAIN,
            _GIVEN,
            r"\b(?:use|used|using|process\w*|authori[sz]e\w*|consent\w*|permit\w*|share)\b",
        ),
        cue(
            "use to improve or develop",
            3.5,
            r"\b(?:us(?:e|es|ed|ing)|collect\w*|process\w*|analy\w+|help|receive|serve|go)\b",
            _BETTER,
            _GIVEN,
            bar=r"\b(?:you|customer|user) (?:may|must|shall|will|agree\w*) not\b|\bsecurity measures\b",
            direction=_VENDOR,
        ),
        cue(
            "competing product or model",
            4.0,
            _COMPETE,
            _BUILD,
            bar=r"\b(?:court|jurisdiction|competent authorit)",
            direction=_CUSTOMER,
        ),
        cue("a ban on competing or training", 2.0, rf"{_COMPETE}|{_TRAIN}", r"{not}|limitation", direction=None),
        cue("rival systems", 2.5, _COMPETE, _MODEL, direction=_CUSTOMER),
        cue(
            "extraction or scraping",
            3.0,
            r"\b(?:scrap(?:e|es|ing)|crawl\w*|harvest\w*|spiders?|bots?|data[- ]min\w+|robots"
            r"|automated (?:means|tools)|web data extraction"
            r"|extract(?:s|ing|ion)?|corpus|programmatic\w*)\b",
            r"\b(?:data|outputs?|content|services?|information|answers|models?|assets|music|products)\b",
            direction=_CUSTOMER,
        ),
        cue("a ban on extraction", 0.8, r"\b(?:scrap|crawl|harvest|extract|mining)", "{not}", direction=_CUSTOMER),
        cue(
            "model extraction or reconstruction",
            2.5,
            r"\b(?:revers\w+|extract\w*|reconstruct\w*|steal\w*|discover|derive)\b",
            r"\b(?:weights|models?|algorithms?|parameters|underlying components)\b",
            direction=_CUSTOMER,
        ),
        cue("distillation", 3.0, r"\bdistil\w*|\bstudent (?:network|model)", direction=_CUSTOMER),
        cue(
            "opting out",
            3.0,
            r"\bopt(?:s|ed|ing)?[- ]?(?:out|in)\b|\b(?:switch(?:ed)? off|declin\w+|disable|turn(?:ed)? off)\b",
            rf"{_TRAIN}|{_BETTER}|\b(?:content|data)\b",
            bar=r"\barbitrat|\bemails?\b|\bmarketing\b",
            direction=_VENDOR,
        ),
        cue(
            "only to provide the service",
            3.5,
            r"\b(?:only|solely|sole|exclusively|no|any|not)\b(?=.*\bpurposes?\b|.*\bprovid|.*\bdeliver)",
            r"\b(?:use|uses|process\w*|access)\b",
            r"\b(?:customer data|personal data|your (?:data|content|information)|inputs?|user content|prompts?)\b",
            r"\b(?:provid\w+|deliver\w+|perform\w+|purposes?|instructions?)\b",
            direction=_VENDOR,
        ),
        cue(
            "on documented instructions",
            1.5,
            r"\binstructions?\b",
            r"\bprocess\w*\b",
            r"\b(?:only|solely|accordance)\b",
            direction=_VENDOR,
        ),
        cue(
            "de-identified or aggregated data",
            3.0,
            r"\b(?:de-?identif\w+|anonymi[sz]\w+|aggregated?|pseudonymi[sz]\w+)\b",
            rf"{_BETTER}|{_TRAIN}|\bany lawful purpose\b|\bstatistic",
            direction=_VENDOR,
        ),
        cue(
            "use of the data for the vendor's own ends",
            3.0,
            r"\b(?:any lawful purpose|own purposes|business purposes|product development"
            r"|as (?:an? )?(?:independent )?controller)\b",
            _GIVEN,
            direction=_VENDOR,
        ),
        cue(
            "benchmarks",
            4.0,
            r"\bbenchmark\w*|\bcomparisons? of\b|\bperformance tests?\b",
            r"\b(?:publish\w*|disclos\w*|perform|consent|results|may)\b",
            direction=_CUSTOMER,
        ),
        cue(
            "permission to train",
            2.0,
            r"\b(?:may|can|allowed|permitted|apply|right)\b",
            r"\b(?:distil\w*|training other models|train)\b",
        ),
        cue("feedback", 1.0, r"\b(?:feedback|ratings)\b", r"\b(?:use|improv|develop)", direction=_VENDOR),
        cue(
            "shared with affiliates or partners for models",
            3.0,
            r"\b(?:partners|affiliates|third part\w+|consortium)\b",
            r"\b(?:receive|share[ds]?|copy)\b",
            _GIVEN,
            rf"{_BETTER}|{_TRAIN}",
            direction=_VENDOR,
        ),
        cue("reverse engineering", 1.0, r"\breverse[- ](?:engineer|assembl|compil)", direction=_CUSTOMER),
    ],
    [
        (r"\b(?:train\w*|improve\w*|opt[- ]?out|model|how we use|our use of)\b", 1.5),
        (r"\b(?:restrict\w*|prohibit\w*|acceptable use|use of|feedback|compet\w*|processing|license)\b", 0.8),
    ],
    rf"{_TRAIN}|{_BETTER}|{_COMPETE}|\b(?:scrap|crawl|harvest|bots?|extract|mining|automated"
    rf"|revers|opt|purpos|instruction|de-?identif|anonymi|aggregat|benchmark|comparison|distil"
    rf"|controller|provid|feedback|only|programmatic|perform|declin|switch)",
)

"""One module per clause area: how terms of many kinds of vendors speak of it."""

from collections.abc import Mapping

from vendors.domain.suggestion.cues import Lexicon
from vendors.domain.suggestion.lexicon.indemnity import INDEMNITY
from vendors.domain.suggestion.lexicon.ownership import OWNERSHIP
from vendors.domain.suggestion.lexicon.retention import RETENTION
from vendors.domain.suggestion.lexicon.training import TRAINING
from vendors.domain.terms import ClauseArea

LEXICONS: Mapping[ClauseArea, Lexicon] = {
    ClauseArea.OUTPUT_OWNERSHIP: OWNERSHIP,
    ClauseArea.TRAINING_RESTRICTIONS: TRAINING,
    ClauseArea.RETENTION: RETENTION,
    ClauseArea.INDEMNITY: INDEMNITY,
}

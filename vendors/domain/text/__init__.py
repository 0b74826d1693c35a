"""Text of terms: bytes to canonical text, and the blocks, sentences and headings in it."""

from vendors.domain.text.blocks import Block, BlockKind, blocks, heading_at
from vendors.domain.text.canonical import CANONICALISER, MAX_TEXT, CanonicalResult, canonicalise
from vendors.domain.text.decode import MAX_RAW
from vendors.domain.text.formats import (
    DOCX,
    EXTENSIONS,
    HTML,
    MARKDOWN,
    PDF,
    PLAIN,
    READ_TYPES,
    essence_of,
    format_of,
)
from vendors.domain.text.normal import NormalSentence, normal_form, normal_sentences
from vendors.domain.text.refusals import (
    Damaged,
    EmptyText,
    Locked,
    NotText,
    NulBytes,
    TextRefused,
    TooHeavy,
    TooLarge,
    Undecodable,
    UnreadType,
)
from vendors.domain.text.selecting import MOST_SELECTORS, Parts, select_parts, selector_problem
from vendors.domain.text.sentences import Sentence, sentences

__all__ = [
    "CANONICALISER",
    "DOCX",
    "EXTENSIONS",
    "HTML",
    "MARKDOWN",
    "MAX_RAW",
    "MAX_TEXT",
    "MOST_SELECTORS",
    "PDF",
    "PLAIN",
    "READ_TYPES",
    "Block",
    "BlockKind",
    "CanonicalResult",
    "Damaged",
    "EmptyText",
    "Locked",
    "NormalSentence",
    "NotText",
    "NulBytes",
    "Parts",
    "Sentence",
    "TextRefused",
    "TooHeavy",
    "TooLarge",
    "Undecodable",
    "UnreadType",
    "blocks",
    "canonicalise",
    "essence_of",
    "format_of",
    "heading_at",
    "normal_form",
    "normal_sentences",
    "select_parts",
    "selector_problem",
    "sentences",
]

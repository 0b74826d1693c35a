"""Text of terms: bytes to canonical text, and the blocks, sentences and headings in it."""

from vendors.domain.text.blocks import Block, BlockKind, blocks, heading_at
from vendors.domain.text.canonical import CANONICALISER, MAX_TEXT, CanonicalResult, canonicalise
from vendors.domain.text.decode import MAX_RAW
from vendors.domain.text.normal import NormalSentence, normal_form, normal_sentences
from vendors.domain.text.refusals import EmptyText, NotText, NulBytes, TextRefused, TooLarge, Undecodable, UnreadType
from vendors.domain.text.sentences import Sentence, sentences

__all__ = [
    "CANONICALISER",
    "MAX_RAW",
    "MAX_TEXT",
    "Block",
    "BlockKind",
    "CanonicalResult",
    "EmptyText",
    "NormalSentence",
    "NotText",
    "NulBytes",
    "Sentence",
    "TextRefused",
    "TooLarge",
    "Undecodable",
    "UnreadType",
    "blocks",
    "canonicalise",
    "heading_at",
    "normal_form",
    "normal_sentences",
    "sentences",
]

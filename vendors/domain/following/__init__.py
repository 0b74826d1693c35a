"""Following quotes: every citation of a text found again in a newer text of the same document, or what became of it.

`follow.follow` is the door. Below it: `folding` (what counts as the same words), `index` (a text prepared for finding),
`alignment` (which sentences stayed), `occurrences` (which of several equal places is the quote's own) and `variants`
(what changed words became).
"""

"""Pure functions that turn values into safe HTML: the vocabulary of the look. No models, no business words.

`governance.web.templatetags.countersign` is the thin door to them; reports' templates may call them through it too.
Everything is built with `format_html`, so that what people typed is always escaped.
"""

"""PDF files on their way out."""

from __future__ import annotations

from typing import Any

from rest_framework.renderers import BaseRenderer


class Pdf(BaseRenderer):
    """Says that an address answers with PDF. The bytes are sent by the view itself."""

    media_type = "application/pdf"
    format = "pdf"
    charset = None
    render_style = "binary"

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None) -> Any:
        return data

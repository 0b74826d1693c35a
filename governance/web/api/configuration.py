"""What the settings say to the REST framework and to the writer of the schema. Imports nothing, as settings must."""

from __future__ import annotations

from typing import Any, Final

READS_PER_MINUTE: Final = 1200
WRITES_PER_MINUTE: Final = 300
"""For each person and server process: a loop gone wild is stopped, a build that asks often is not."""

REST_FRAMEWORK: Final[dict[str, Any]] = {
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "governance.accounts.api_auth.TokenAuthentication",
        "governance.accounts.api_auth.BrowserAuthentication",
    ],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["governance.web.api.parsing.StrictJson"],
    "DEFAULT_FILTER_BACKENDS": ["governance.web.api.filters.FilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "governance.web.pagination.CursorPage",
    "DEFAULT_THROTTLE_CLASSES": ["governance.web.api.limits.PerPerson"],
    "DEFAULT_SCHEMA_CLASS": "governance.web.api.schema.Schema",
    "DEFAULT_METADATA_CLASS": None,  # OPTIONS would describe the serializers past the schema
    "EXCEPTION_HANDLER": "governance.web.api.problems.handle",
    "NON_FIELD_ERRORS_KEY": "",
    "URL_FORMAT_OVERRIDE": None,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}

SPECTACULAR: Final[dict[str, Any]] = {
    "TITLE": "Countersign API",
    "VERSION": "1",
    "DESCRIPTION": (
        "Everything the pages show and do, over the same services and permissions. Deeds of judgement need a person: "
        "a token gets 403 with the code human-session-required there."
    ),
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    # Enumerations stay where they are used: names for them would have to be invented, and would collide.
    "POSTPROCESSING_HOOKS": ["governance.web.api.schema.complete"],
}

"""The questions that the rules of the starter policy read: what to answer first, since everything else may wait.

Kept here, below the rules, so that the clause desk can say it; a test holds it to what the rules really ask for.
"""

from __future__ import annotations

from typing import Final

READ_FIRST: Final = frozenset(
    {
        "own_owner",
        "train_barred_act",
        "train_vendor_use",
        "keep_prompts_days",
        "keep_outputs_days",
        "keep_code_context_days",
        "ind_covers",
        "ind_rights",
        "ind_void_if",
        "ind_beta_excluded",
    }
)

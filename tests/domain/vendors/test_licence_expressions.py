"""Licences as they are kept: SPDX expressions in SPDX's spelling, other names as their makers write them."""

import pytest

from vendors.domain.licences import allows, is_spdx, licence_problem, licence_spelled


@pytest.mark.parametrize(
    ("entered", "kept", "spdx"),
    [
        ("mit", "MIT", True),
        (" apache-2.0  OR mit ", "Apache-2.0 OR MIT", True),
        ("(mit AND bsd-3-clause) OR LicenseRef-House", "(MIT AND BSD-3-Clause) OR LicenseRef-House", True),
        ("gpl-2.0-only WITH classpath-exception-2.0", "GPL-2.0-only WITH Classpath-exception-2.0", True),
        ("LicenseRef-MIT-Bootstrap", "LicenseRef-MIT-Bootstrap", True),
        ("Wren Community  Licence 2", "Wren Community Licence 2", False),
        ("Terms and conditions of Wren", "Terms and conditions of Wren", False),
        ("BSD", "BSD", False),
    ],
)
def test_a_licence_is_kept_in_one_spelling(entered, kept, spdx):
    assert licence_problem(entered) == ""
    assert licence_spelled(entered) == kept
    assert licence_spelled(kept) == kept
    assert is_spdx(kept) is spdx


@pytest.mark.parametrize(
    ("entered", "words"),
    [
        ("MIT OR Wren Licence", "“Wren Licence” is no SPDX identifier"),
        ("MIT OR OR Apache-2.0", "cannot be read"),
        ("(MIT OR Apache-2.0", "cannot be read"),
        ("MIT OR", "cannot be read"),
        ("LicenseRef-House rules", "only letters, digits"),
    ],
)
def test_what_can_be_no_licence_is_refused_in_words(entered, words):
    assert words in licence_problem(entered)


@pytest.mark.parametrize(
    ("licence", "allowed", "fine"),
    [
        ("MIT", ["mit"], True),
        ("MIT", ["Apache-2.0"], False),
        ("Apache-2.0 OR GPL-3.0-only", ["Apache-2.0"], True),
        ("Apache-2.0 AND GPL-3.0-only", ["Apache-2.0"], False),
        ("Apache-2.0 AND MIT", ["MIT", "Apache-2.0"], True),
        ("(MIT AND LicenseRef-House) OR BSD-3-Clause", ["MIT"], False),
        ("GPL-2.0-only WITH Classpath-exception-2.0", ["GPL-2.0-only"], False),
        ("LicenseRef-MIT-Bootstrap OR BSD-3-Clause", ["MIT"], False),
        ("Wren Community Licence 2", ["wren community licence 2"], True),
        ("Wren Community Licence 2", [], False),
    ],
)
def test_one_side_of_a_choice_suffices_and_all_of_a_sum_are_asked(licence, allowed, fine):
    assert allows(licence, allowed) is fine

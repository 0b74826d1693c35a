"""A scope that opens nothing yet says so where tokens are made and where programs read about them."""

from __future__ import annotations

import html

from governance.accounts.roles import NOTHING_YET, SCOPE_OF, SCOPE_SENTENCES, Scope


def test_exactly_the_scopes_that_reach_no_permission_say_so() -> None:
    silent = {scope for scope in Scope if scope not in SCOPE_OF.values()}
    assert {scope for scope, sentence in SCOPE_SENTENCES.items() if sentence.endswith(NOTHING_YET)} == silent
    assert silent == {Scope.ATTEST, Scope.ASK}


def test_the_form_of_a_token_and_the_page_of_the_api_say_it(counsel, signed_in) -> None:
    client = signed_in(counsel)
    for address in ("/account/tokens/new/", "/api/docs/"):
        assert html.unescape(client.get(address).content.decode()).count(NOTHING_YET) == 2, address

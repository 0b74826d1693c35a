"""Rule: owner of output."""

import pytest

from policies.domain.rules.owner_of_output import RULE
from policies.domain.types import Result
from tests.domain.policies.builders import answer, category, parameters_of, reading, tool
from vendors.domain.terms import SILENT, UNDOCUMENTED, ClauseArea

AREA = ClauseArea.OUTPUT_OWNERSHIP


def found(*answers, **parameters):
    return RULE.judge(tool(reading(AREA, *answers)), parameters_of(RULE, **parameters), category())


@pytest.mark.parametrize(
    ("owner", "result"),
    [
        ("customer", Result.SATISFIED),
        ("shared", Result.NOT_SATISFIED),
        ("vendor", Result.NOT_SATISFIED),
        (SILENT, Result.NOT_SATISFIED),
        (UNDOCUMENTED, Result.UNDOCUMENTED),
    ],
)
def test_only_an_accepted_owner_satisfies(owner, result):
    assert found(answer("own_owner", owner)).result is result


def test_the_reason_names_the_answer_and_what_is_required():
    (reason,) = found(answer("own_owner", "vendor")).reasons
    assert "Vendor" in reason
    assert "required is owner: customer" in reason


def test_the_answer_is_shown_with_the_quote_it_rests_on():
    (shown,) = found(answer("own_owner", "customer")).answers
    assert shown.citations[0].exact == "Customer owns the Output, if any."


def test_shared_ownership_satisfies_where_the_category_accepts_it():
    assert found(answer("own_owner", "shared"), owners=("customer", "shared")).result is Result.SATISFIED


def test_silence_is_accepted_only_by_the_parameter_and_only_on_conditions():
    assert found(answer("own_owner", SILENT), accept_silent=True).result is Result.CONDITIONAL


def test_a_qualified_statement_fails_where_the_category_does_not_accept_it():
    answers = answer("own_owner", "customer"), answer("own_qualified", True)
    assert found(*answers).result is Result.SATISFIED
    assert found(*answers, accept_qualified=False).result is Result.NOT_SATISFIED


def test_where_no_qualification_is_accepted_its_absence_has_to_be_established():
    assert found(answer("own_owner", "customer"), accept_qualified=False).result is Result.UNDOCUMENTED


def test_ownership_that_depends_on_compliance_fails_where_it_is_not_accepted():
    answers = answer("own_owner", "customer"), answer("own_conditional", True)
    assert found(*answers, accept_conditional=False).result is Result.NOT_SATISFIED

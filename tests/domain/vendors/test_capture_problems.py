"""A capture that holds no terms is recognised with a reason and a remedy; terms, however short, are not refused."""

from __future__ import annotations

import pytest

from vendors.domain.capture_problems import ProblemKind, capture_problem

TERMS = "# Terms of Service\n\n" + "\n\n".join(
    f"{number}. {words}"
    for number, words in enumerate(
        [
            "You must be authorised to accept this agreement on behalf of the entity that you represent.",
            "We grant you a licence to use the services for your internal purposes, subject to these terms.",
            "You may not use output to develop a competing product, and you shall not infringe any rights.",
            "We retain prompts for 30 days unless the law obliges us to keep them, and we process them as a processor.",
            "Neither party is liable for indirect damages; nothing limits liability that may not be limited by law.",
            "Either party may terminate this agreement on notice if the other party is in breach of its obligations.",
            "We will indemnify you against claims that the services infringe copyrights or trademarks of others.",
            "Confidential information must not be disclosed to third parties without prior written consent.",
            "This agreement is governed by the laws of Ireland, and its courts have exclusive jurisdiction.",
            "If a provision of this agreement is held unlawful, the remaining provisions stay in force.",
        ],
        start=1,
    )
)
NAVIGATION = "\n\n".join(
    f"- {word}" for word in ["Products", "Pricing", "Docs", "Blog", "Company", "Contact", "Privacy", "Terms"]
)
MARKETING = """# Ship code faster with Plumeria

The coding partner that teams love. Plumeria reads your whole repository, suggests the next change and writes the tests.

## Built for teams

Thousands of developers build with Plumeria every day. From start-ups to banks, they ship twice as often.

“We moved a year of work into a quarter,” says the head of platform at a large shop.

## Works where you work

Plug Plumeria into your editor, your terminal and your pipeline in five minutes. Start free, upgrade when you grow.

## Security first

Your code stays in your region. Single sign-on, audit logs and granular roles come with every plan.

Start free | Talk to sales

Plans start at 12 euros for each seat. Students and open source maintainers use everything for nothing.

© Plumeria. Privacy. Terms. Cookies."""

NO_TERMS = {
    ProblemKind.ERROR_PAGE: [
        "# 404\n\nPage not found",
        "404 Not Found\n\nnginx",
        "# Oops!\n\nWe can't find the page you're looking for.\n\nGo home",
        "This page isn’t available\n\nThe link you followed may be broken, or the page may have been removed.",
        "# 503 Service Unavailable\n\nNo server is available to handle this request.",
        "Application error: a client-side exception has occurred (see the browser console for more information).",
        "# Access Denied\n\nYou don't have permission to access this resource on this server.",
        "502 Bad Gateway",
        "We are down for maintenance. We'll be back soon.",
        "Our service is not available in your country.",
        "Sorry, something went wrong. Please try again later.",
        "# Seite nicht gefunden\n\nDie angeforderte Seite konnte leider nicht gefunden werden.",
        "# Page introuvable\n\nLa page que vous cherchez n'existe plus.",
        "Página no encontrada\n\nVolver al inicio",
        "Pagina non trovata",
        "Sidan kunde inte hittas. Sidan hittades inte.",
        "页面不存在，返回首页",
        "お探しのページは見つかりませんでした。",
        f"{NAVIGATION}\n\n# Page not found\n\nThe page you asked for does not exist.\n\n{NAVIGATION}",
    ],
    ProblemKind.REDIRECT: [
        "Redirecting to legal.plumeria.test",
        "301 Moved Permanently",
        "You are being redirected. If you are not redirected, click here.",
        "Our policies have moved to a new home.\n\nSee plumeria.test/legal",
        "Sie werden weitergeleitet …",
        "正在跳转，请稍候",
    ],
    ProblemKind.GATE: [
        "Please enable JavaScript to run this app.",
        "Just a moment...\n\nVerifying you are human. This may take a few seconds.\n\nRay ID: 88a",
        "# Sign in\n\nEmail\n\nPassword\n\nForgot password?",
        "We use cookies to improve your experience.\n\nAccept all\n\nReject all\n\nManage preferences",
        "Loading...",
        "Bitte warten …",
        "请先登录",
    ],
    ProblemKind.EMPTY_SHELL: [
        "Updated: September 12, 2025\n\n# Credit terms",
        "# Privacy Policy",
        NAVIGATION,
        "# Terms of Service\n\n## Scope\n\n## Your content\n\n## Liability\n\n## Contact\n\n" + NAVIGATION * 3,
    ],
    ProblemKind.WRONG_PAGE: [
        MARKETING,
        (
            "# Blog\n\nHow we made the index ten times smaller. It began with a slow Monday, when the team "
            "looked at the "
            "graph and saw the memory climb. In this post we walk through the trick, the code and the numbers "
            "we saw.\n\n"
            "The first idea was to sort the keys. It was wrong, and here is why: the keys arrive in bursts, and each "
            "burst is nearly in order. So we kept a small heap for every burst and merged them at night."
        ),
        (
            "# Unsere Lösung\n\nMit Plumeria schreiben Teams schneller guten Code. Die Plattform liest das "
            "ganze Projekt "
            "und schlägt den nächsten Schritt vor. Starten Sie noch heute und sehen Sie, wie einfach es ist. "
            "Für kleine Teams ist der Einstieg kostenlos, und der Umzug dauert nur wenige Minuten. Unsere Werkstatt in "
            "Bremen hilft beim Start, und jede Woche zeigen wir im Netz, was neu ist und wie andere damit arbeiten."
        ),
    ],
}
CASES = [(kind, text) for kind, texts in NO_TERMS.items() for text in texts]
SHORT_TERMS = [
    (
        "# Imprint\n\nPublisher: Plumeria SAS, 1 rue des Fleurs, Paris. In accordance with article 6 of the law "
        "on confidence "
        "in the digital economy, the director of publication is A. Martin. Contact: legal@plumeria.test."
    ),
    (
        "# Acceptable use\n\nYou must not use the service to break the law, to infringe the rights of others or "
        "to mislead. "
        "We may suspend accounts that violate this policy."
    ),
    (
        "# Security reports\n\nIf a page is not available or an error occurs, report it. We will not take legal "
        "action "
        "against research that complies with this policy, and you must not disclose the report without our "
        "prior consent."
    ),
    (
        "# 用户协议\n\n您同意遵守本协议的全部条款。未经许可，您不得复制本服务的内容。我们有权依法终止服务，争议由法"
        "院管辖。"
    ),
    (
        "# Datenschutz\n\nWir verarbeiten personenbezogene Daten gemäß dem Gesetz und nur mit Ihrer "
        "Einwilligung. Sie haben das "
        "Recht, die Einwilligung zu widerrufen; die Verarbeitung endet dann."
    ),
    (
        "# Cookies\n\nWe use cookies to keep you logged in and to measure use. You may disable cookies in your "
        "browser, and "
        "some parts of the services may then not work. We collect no personal data for other purposes."
    ),
]


@pytest.mark.parametrize(("kind", "text"), CASES, ids=[f"{kind}-{index}" for index, (kind, _) in enumerate(CASES)])
def test_what_is_no_terms_is_recognised_without_any_earlier_text(kind: ProblemKind, text: str) -> None:
    problem = capture_problem(text)
    assert problem is not None
    assert problem.kind is kind
    assert problem.reason.endswith(".")
    assert problem.remedy.endswith(".")


@pytest.mark.parametrize("text", [text for _, text in CASES])
def test_what_is_no_terms_is_recognised_after_terms(text: str) -> None:
    assert capture_problem(text, TERMS * 3) is not None


@pytest.mark.parametrize("text", [*SHORT_TERMS, TERMS])
def test_terms_are_not_refused_however_short(text: str) -> None:
    assert capture_problem(text) is None


@pytest.mark.parametrize("text", [text for _, text in CASES])
def test_a_text_that_was_good_is_not_refused_when_it_only_looks_different(text: str) -> None:
    assert capture_problem(f"## {text}", text) is None


def test_a_part_of_the_page_is_not_taken_for_the_terms() -> None:
    part = "\n\n".join(TERMS.split("\n\n")[:4])
    problem = capture_problem(part, TERMS)
    assert problem is not None
    assert problem.kind is ProblemKind.MOSTLY_GONE
    assert "words before" in problem.reason


def test_a_shorter_text_that_stays_is_the_vendors_doing() -> None:
    part = "\n\n".join(TERMS.split("\n\n")[:4])
    assert capture_problem(part, TERMS, persisted=True) is None


def test_an_error_that_stays_is_still_an_error() -> None:
    problem = capture_problem("# 404\n\nPage not found", TERMS, persisted=True)
    assert problem is not None
    assert problem.kind is ProblemKind.ERROR_PAGE


def test_another_language_is_named_until_it_stays() -> None:
    german = (
        "# Nutzungsbedingungen\n\n"
        + (
            "Sie dürfen die Dienste nur gemäß dieser Vereinbarung nutzen. Wir verarbeiten personenbezogene "
            "Daten, soweit "
            "das Gesetz es erlaubt, und haften nicht für mittelbare Schäden. Der Vertrag endet mit der Kündigung.\n\n"
        )
        * 6
    )
    problem = capture_problem(german, TERMS)
    assert problem is not None
    assert problem.kind is ProblemKind.OTHER_LANGUAGE
    assert capture_problem(german, TERMS, persisted=True) is None


def test_rewritten_terms_are_content() -> None:
    rewritten = (
        "# Customer agreement\n\n"
        + (
            "The provider shall process customer data on documented instructions only. The customer warrants "
            "that it has "
            "all rights in the data. Each party's liability is limited to the fees paid. Disputes go to "
            "arbitration.\n\n"
        )
        * 5
    )
    assert capture_problem(rewritten, TERMS) is None

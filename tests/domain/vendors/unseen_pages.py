"""Pages written after the rules that judge them were worded: what servers, sites and apps answer in place of terms
(`NO_TERMS`; no rule was changed for one of them), and terms that do not look like terms (`TERMS`; two rules were
loosened after a first run)."""

NO_TERMS = {
    "gateway": "# 502 Bad Gateway\n\n---",
    "web-server": (
        "# Not Found\n\nThe requested URL was not found on this server.\n\nServer at www.example.test Port 443"
    ),
    "bucket": "Access Denied\n\nRequest ID 7XK2 Host ID abcd",
    "deployment": "**404**: NOT_FOUND\n\nCode: `DEPLOYMENT_NOT_FOUND`\n\nID: `fra1::abc`",
    "blocked": (
        "Sorry, you have been blocked\n===\n\nYou are unable to access example.test\n\nWhy have I been "
        "blocked?\n---\n\nThis website is using a security service to protect itself from online attacks. The "
        "action you just performed triggered the security solution. There are several actions that could trigger "
        "this block including submitting a certain word or phrase, a SQL command or malformed data.\n\nWhat can "
        "I do to resolve this?\n---\n\nYou can email the site owner to let them know you were blocked. Please "
        "include what you were doing when this page came up and the Ray ID found at the bottom of this page."
    ),
    "verification": (
        "www.example.test\n\n## Performing security verification\n\nThis website uses a security service to "
        "protect against malicious bots. This page is displayed while the website verifies you are not a bot."
    ),
    "js": "You need to enable JavaScript to run this app.",
    "loading": "Loading...",
    "spa": "Home\n\nPricing\n\nDocs\n\nBlog\n\nLog in\n\nSign up",
    "title": "Terms of Service\n================",
    "title2": "# Privacy Policy\n\nLast updated: March 2025",
    "unavailable": (
        "This page isn't available right now\n\nThis may be because of a technical error that we're working to "
        "get fixed. Try reloading this page.\n\n[Reload page](#)\n\n[Go back](#)"
    ),
    "removed": (
        "Sorry, this page isn't available.\n\nThe link you followed may be broken, or the page may have been "
        "removed. [Go back.](/)"
    ),
    "that-is-an-error": (
        "**404.** That's an error.\n\nThe requested URL /terms was not found on this server. That's all we know."
    ),
    "no-access": "This content does not exist or you don't have access.\n\nBack to my content",
    "request-access": "You need access\n\nRequest access, or switch to an account with access.\n\nSign in",
    "login": (
        "# Welcome back\n\nEmail\n\nPassword\n\nForgot password?\n\nContinue\n\nDon't have an account? Sign "
        "up\n\nContinue with another account"
    ),
    "login2": (
        "Sign in to Acme\n---\n\nEnter your email address to continue\n\nBy continuing you agree to our Terms of "
        "Service and Privacy Policy."
    ),
    "cookie": (
        "## We value your privacy\n\nWe use cookies to enhance your browsing experience, serve personalised ads "
        'or content, and analyse our traffic. By clicking "Accept All", you consent to our use of '
        "cookies.\n\nCustomise\n\nReject All\n\nAccept All"
    ),
    "age": "Are you over 18?\n\nYou must be of legal age to enter this site.\n\nYes\n\nNo",
    "region": (
        "This service isn't available in your country\n\nWe are working hard to bring it to more places. Join "
        "the waitlist to be notified."
    ),
    "maint": "We'll be right back!\n\nWe're making some improvements. Thanks for your patience.",
    "redir": "Redirecting to https://legal.example.test/terms",
    "redir2": "Moved Permanently. Redirecting to [/legal/terms](/legal/terms)",
    "redir3": (
        "Our terms have a new home\n\nThe page you are looking for now lives at "
        "[example.test/legal](https://example.test/legal). You will be taken there in 5 seconds."
    ),
    "redir4": "Object moved to [here](/en/legal).",
    "hub": (
        "# Legal\n\nFind all legal documents here\n\n*   [Terms of Service](/tos)\n*   [Privacy Policy](/pp)\n*  "
        " [Data Processing Agreement](/dpa)\n*   [Acceptable Use Policy](/aup)\n*   [Subprocessors](/sub)"
    ),
    "home": (
        "# Build software faster\n\nThe AI coding assistant that understands your whole codebase.\n\n[Start for "
        "free](/signup) [Book a demo](/demo)\n\n## Trusted by 10,000 teams\n\n## Autocomplete that feels like "
        "magic\n\nOur models predict your next edit and keep you in the flow. Write code in any language with "
        "any editor.\n\n## Chat with your code\n\nAsk questions about your repository and get answers with links "
        "to the lines that matter.\n\n## Deploy anywhere\n\nRun in our cloud, in yours, or on your own machines. "
        "Scale from one developer to ten thousand.\n\n> It has changed how we ship. Our engineers save five "
        "hours a week.\n\n— Head of engineering at a bank\n\n## Pricing\n\nFree for individuals. 19 dollars a "
        "month for teams. Talk to us about larger plans.\n\n© 2025 Example Inc. [Terms](/t) [Privacy](/p)"
    ),
    "pricing": (
        "# Plans and pricing\n\n## Free\n\n0 dollars a month\n\n*   50 chats\n*   2,000 completions\n*   Access "
        "to small models\n\n## Pro\n\n10 dollars a month\n\n*   Unlimited completions\n*   300 premium "
        "requests\n*   Access to all models\n\n## Team\n\n39 dollars per seat and month\n\n*   Everything in "
        "Pro\n*   Audit logs\n*   Single sign-on\n\n## Questions\n\nWhich payment methods do you take? All major "
        "cards. Can I change plans later? Yes, at any time from the billing page. Do you offer a discount for "
        "students? Yes, write to us from your school address."
    ),
    "blog": (
        "# How we made our model twice as fast\n\nBy Ana Lima, 3 March 2025, 7 min read\n\nLast autumn our users "
        "told us that suggestions took too long. In this post I describe how we cut the time in half.\n\nWe "
        "started by measuring. The first chart showed that most of the time went into tokenising the prompt, "
        "which surprised everybody in the team. We rewrote that part in Rust and moved it closer to the "
        "editor.\n\nNext we looked at the cache. Prompts of one developer look alike, so we kept the first part "
        "of each in memory. That brought the median down to 180 milliseconds.\n\nFinally we trained a smaller "
        "draft model that guesses the next tokens while the large one checks them. Together these three changes "
        "halved the time that people wait.\n\nIf work like this sounds fun to you, we are hiring in Lisbon and "
        "Berlin."
    ),
    "docs": (
        "# Getting started\n\nInstall the extension from the marketplace, open the command palette and run the "
        "sign-in command.\n\n## Configure\n\nCreate a file called config.yaml in your home folder. Set the "
        "model, the temperature and the keys you want to bind. Restart the editor to apply the changes.\n\n## "
        "First completion\n\nOpen any file and start typing. Grey text appears at the cursor. Press Tab to take "
        "it or Escape to dismiss it.\n\n## Troubleshooting\n\nIf nothing appears, check that the server is "
        "running and look at the log in the output panel. Proxy users should set the proxy address in the "
        "settings of the editor."
    ),
    "help": (
        "# Help centre\n\nHow can we help?\n\nSearch\n\n## Popular articles\n\n*   How to reset your password\n* "
        "  How to cancel your plan\n*   How to invite a team member\n*   Why is my invoice wrong?\n\nStill need "
        "help? Contact support."
    ),
    "status": (
        "# All systems operational\n\nAPI: operational, 99.98 % uptime\n\nWeb app: operational, 99.99 % "
        "uptime\n\n## Past incidents\n\nMar 3, 2025: No incidents reported today.\n\nMar 2, 2025: Elevated "
        "latency on completions. Resolved. The team found a faulty node and replaced it."
    ),
    "careers": (
        "# Careers\n\nJoin us in building the future of software.\n\n## Open roles\n\nBackend engineer, Berlin. "
        "Designer, remote. Recruiter, Paris. Head of sales, London.\n\n## How we work\n\nSmall teams, short "
        "meetings, long walks. We meet twice a year somewhere with a beach. Everyone gets a good laptop and a "
        "budget for books."
    ),
    "empty-nav": (
        "[Skip to content](#main)\n\n*   [Products](/p)\n*   [Solutions](/s)\n*   [Resources](/r)\n*   "
        "[Company](/c)\n\n[Contact sales](/sales)\n\n© 2025 Example, Inc. All rights reserved.\n\n[Terms](/t) · "
        "[Privacy](/p) · [Cookies](/c)"
    ),
    "headings": (
        "Terms of Use\n===\n\n1\\. Acceptance\n---\n\n2\\. Accounts\n---\n\n3\\. Content\n---\n\n4\\. Liability\n---"
    ),
    "de404": (
        "# Diese Seite wurde leider nicht gefunden\n\nMöglicherweise haben Sie sich vertippt oder die Seite ist "
        "umgezogen.\n\n[Zur Startseite](/)"
    ),
    "de-ups": "Hoppla! Da ist etwas schiefgelaufen.\n\nBitte versuche es später noch einmal.",
    "fr404": "Oups ! La page demandée est introuvable.\n\nRetour à l'accueil",
    "sv": "Sidan kunde inte hittas\n\nKontrollera adressen eller gå till startsidan.",
    "zh404": "抱歉，您访问的页面不存在\n\n返回首页",
    "zhlogin": "登录\n\n手机号\n\n验证码\n\n获取验证码\n\n登录即代表同意用户协议和隐私政策",
    "ja": "ページが見つかりませんでした\n\nお探しのページは移動または削除された可能性があります。",
    "es": "¡Vaya! No encontramos la página que buscas.\n\nVolver al inicio",
    "it": "Errore 404\n\nLa pagina che stai cercando non esiste.",
    "rate": "Too many requests. Slow down and try again in a few minutes.",
    "timeout": "The connection has timed out\n\nThe server at example.test is taking too long to respond.",
    "json": '{"error":{"code":"not_found","message":"The resource you requested could not be found."}}',
    "client-exception": (
        "Application error: a client-side exception has occurred (see the browser console for more information)."
    ),
    "critical-error": (
        "There has been a critical error on this website.\n\n[Learn more about troubleshooting.](https://help.example/)"
    ),
    "expired": "This domain name has expired. If you are the owner, renew it with your registrar.",
    "captcha": (
        "Let's confirm you are human\n\nComplete the security check before continuing. This step verifies that "
        "you are not a bot.\n\nBegin"
    ),
    "newsletter": (
        "Thanks for stopping by\n\nSubscribe to our newsletter for product news, tips and offers delivered to "
        "your inbox each month.\n\nSubscribe"
    ),
    "unsupported": "Your browser is not supported\n\nPlease update to the latest version of your browser.",
    "pdfviewer": "terms.pdf\n\nPage 1 / 24\n\nDownload\n\nPrint\n\nZoom in\n\nZoom out",
    "swedishhome": (
        "# AI i Sverige, på dina villkor\n\nVi bygger molntjänster för utvecklare som vill ha snabba modeller "
        "nära sina användare.\n\nKom igång på några minuter. Välj en modell, skapa en nyckel och skicka din "
        "första fråga. Våra servrar står i Stockholm och drivs med förnybar energi.\n\n## Prova gratis\n\nInget "
        "kort behövs. Du får hundra kronor att börja med.\n\n## Byggt för team\n\nBjud in kollegor, dela nycklar "
        "och följ kostnaderna i realtid. Boka en demo så visar vi hur det fungerar."
    ),
}

TERMS = {
    "mit": (
        "# Licence\n\nPermission is hereby granted, free of charge, to any person obtaining a copy of this "
        "software and associated documentation files, to deal in the software without restriction, including "
        "without limitation the rights to use, copy, modify, merge, publish and sell copies, subject to the "
        "following conditions. The above notice shall be included in all copies. The software is provided as is, "
        "without warranty of any kind."
    ),
    "sub": (
        "# Subprocessors\n\nWe use the following subprocessors to process personal data.\n\n| Name | Purpose | "
        "Location |\n|---|---|---|\n| Alder Cloud | Hosting | Germany |\n| Birch Mail | E-mail delivery | "
        "Ireland |\n| Cedar Support | Customer support | United States |\n| Fir Payments | Payment processing | "
        "Netherlands |\n| Larch Analytics | Product analytics | France |"
    ),
    "sub2": (
        "Sub-processors\n===\n\nLast updated: 1 May 2025\n\nEntity | Service | Country\n\nAlder Cloud GmbH | "
        "Infrastructure | DE\n\nBirch Inc. | Inference | US\n\nCedar Ltd. | Logging | UK\n\nFir SAS | Billing | "
        "FR\n\nLarch BV | Search | NL\n\nHazel AB | Storage | SE"
    ),
    "sla": (
        "# Service level agreement\n\nWe will make the service available 99.9 % of each month. If we do not, you "
        "receive a credit.\n\n| Availability | Credit |\n|---|---|\n| 99.0 to 99.9 % | 10 % |\n| 95.0 to 99.0 % "
        "| 25 % |\n| below 95.0 % | 100 % |\n\nTo claim a credit write to support within 30 days of the month in "
        "question. Credits are your sole remedy."
    ),
    "aup": (
        "# Usage policy\n\nDon't use our models to:\n\n*   Make weapons\n*   Hurt children\n*   Break into "
        "computers\n*   Spread lies about elections\n*   Imitate real people\n*   Write spam\n*   Gamble\n*   "
        "Give medical advice without a doctor"
    ),
    "sup": (
        "# Supported countries\n\nYou may access the service from these countries and territories.\n\nAlbania, "
        "Algeria, Andorra, Angola, Argentina, Armenia, Australia, Austria, Azerbaijan, Bahamas, Bangladesh, "
        "Barbados, Belgium, Belize, Benin, Bhutan, Bolivia, Botswana, Brazil, Brunei, Bulgaria, Cabo Verde, "
        "Canada, Chad, Chile, Colombia, Comoros, Costa Rica, Croatia, Cyprus, Denmark, Djibouti, Dominica, "
        "Ecuador, Estonia, Fiji, Finland, France, Gabon, Georgia, Germany, Ghana, Greece"
    ),
    "cookie": (
        "# Cookie policy\n\nWe use cookies and similar technologies. Strictly necessary cookies keep you signed "
        "in; you cannot switch them off. Analytics cookies tell us which pages are read and are set only with "
        "your consent. You can withdraw consent at any time in the cookie settings.\n\n| Name | Purpose | "
        "Duration |\n|---|---|---|\n| sid | Session | Session |\n| pref | Language | 1 year |\n| _an | "
        "Statistics | 13 months |"
    ),
    "brand": (
        "# Brand guidelines\n\nYou may use our name to say truthfully that your product works with ours. Do not "
        "alter the logo, do not put it on goods, and leave clear space around it. Do not use it in the name of "
        "your company or product. Ask us first if you are in doubt."
    ),
    "zh": (
        "# "
        "用户协议\n\n欢迎使用本服务。请您在使用前仔细阅读本协议的全部条款。您使用本服务即视为同意本协议。用户不得利用本服务从事违法活动。我们有权在违反法律法规时终止服务。因本协议产生的争议由被告所在地人民法院管辖。"
    ),
    "de": (
        "# Nutzungsbedingungen\n\nDiese Bedingungen regeln die Nutzung unserer Dienste. Der Nutzer darf die "
        "Dienste nur für rechtmäßige Zwecke verwenden. Wir haften nicht für mittelbare Schäden. Es gilt "
        "deutsches Recht. Gerichtsstand ist Berlin."
    ),
    "dpa-annex": (
        "# Annex 2: technical and organisational measures\n\nAccess to premises is limited to staff with a "
        "badge. Visitors are accompanied. Data is encrypted in transit with TLS 1.2 or higher and at rest with "
        "AES-256. Backups are made daily and kept for 30 days. Logs are reviewed weekly. Penetration tests take "
        "place each year. Staff is trained every year in security."
    ),
    "price": (
        "# Pricing schedule\n\nFees are due within 30 days of the invoice. Prices exclude taxes.\n\n| Model | "
        "Input per million tokens | Output |\n|---|---|---|\n| Small | 0.25 | 1.25 |\n| Medium | 3 | 15 |\n| "
        "Large | 15 | 75 |\n\nWe may change prices with 30 days' notice."
    ),
    "retention": (
        "# How long we keep your data\n\nPrompts: 30 days. Outputs: 30 days. Logs: 90 days. Feedback: 5 years. "
        "Accounts: until you delete them. If our safety systems flag a conversation we keep it for up to 2 years."
    ),
    "faq": (
        "# Privacy FAQ\n\n## Do you train on my data?\n\nNo. We do not train on data of business customers "
        "unless you opt in.\n\n## Who can see my conversations?\n\nA small number of authorised staff, and only "
        "when needed to investigate abuse.\n\n## How do I delete my data?\n\nOpen settings, choose privacy and "
        "press delete. It is gone within 30 days."
    ),
    "notice404": (
        "# Terms\n\nIf a page is not found or the service is temporarily unavailable, we are not liable. You "
        "must sign in to your account to use the service and you are responsible for your password. You agree "
        "not to bypass a captcha. We may suspend your account for breach of these terms. Governing law: Ireland."
    ),
    "model": (
        "# Model licence\n\nYou may use the weights for research. Commercial use needs a written agreement. You "
        "may distribute derivatives if you pass on this licence, keep the notices, and name the base model. You "
        "may not use outputs to improve another large model. No warranty."
    ),
    "moved": (
        "# Terms of service\n\nNotice: these terms have moved to a new format on 1 May 2025.\n\nYou agree to "
        "these terms by using the service. You may not resell it. We may terminate your access for breach. "
        "Liability is limited to the fees paid. The laws of Ireland apply and the courts of Dublin have "
        "jurisdiction. Your personal data is processed under our privacy policy."
    ),
    "nl": (
        "# Voorwaarden\n\nDeze voorwaarden gelden voor het gebruik van de dienst. U mag de dienst niet "
        "doorverkopen. Wij zijn niet aansprakelijk voor indirecte schade. Op deze overeenkomst is Nederlands "
        "recht van toepassing."
    ),
    "fi": (
        "# Käyttöehdot\n\nNämä ehdot koskevat palvelun käyttöä. Käyttäjä ei saa jälleenmyydä palvelua. Emme "
        "vastaa välillisistä vahingoista. Sopimukseen sovelletaan Suomen lakia ja riidat ratkaistaan Helsingin "
        "käräjäoikeudessa."
    ),
}

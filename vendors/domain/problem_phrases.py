"""What pages say that stand where terms should be: errors, redirects, and gates to pass first. Worded from what web
servers, content networks and browsers commonly answer, in the languages they commonly answer in; never from one vendor.
"""

from __future__ import annotations

import re

ERROR = re.compile(
    r"""
    \b(?:error|fehler|erreur|errore?|erro|fout|fel|http|status)\W{0,3}(?:code\W{0,2})?(?:4\d\d|5\d\d)\b
    | ^\W*(?:4(?:0[0-9]|10|29|51)|50[0-4]|52\d)\W*(?:$|error|not|page|forbidden|bad|service|gateway|internal|[-:|])
    | \b(?:page|site|content|resource|file|document|link|article|url|app|server)\b.{0,40}
      (?:\bnot\ (?:be\ )?(?:found|available|exist)|n't\ (?:be\ )?(?:found|available|exist|work|reach|load)|\bunavailable
       |\bno\ longer\ (?:available|exist)|\bmissing\b|\bbroken\b|\bexpired\b|\b(?:has\ been\ )?removed\b)
    | ^(?:sorry|oops|uh-?\ ?oh|whoops|hmm+|ups|hoppla|oj)\b
    | \bnot\ found$ | ^not\ found\b
    | \b(?:can't|cannot|could\ not|couldn't|unable\ to)\ (?:find|reach|load|open|display|access)\b.{0,30}
      \b(?:page|site|content|document|server|looking)
    | \b(?:something|things)\ went\ wrong\b | \bwent\ wrong\b
    | \b(?:internal\ server|application|unexpected|client-side|server-side)\ (?:error|exception)\b
    | \b(?:bad\ gateway|gateway\ time-?out|service\ (?:temporarily\ )?unavailable|too\ many\ requests|access\ denied
      |temporarily\ unavailable|unavailable\ for\ legal\ reasons|request\ (?:blocked|timed\ out)|forbidden$)
    | \b(?:under|down\ for|scheduled)\ maintenance\b | \bbe\ (?:right\ )?back\ (?:soon|shortly|later)\b
    | \bnot\ available\ in\ your\ (?:country|region|location|area)\b
    | \b(?:domain|website|site)\b.{0,30}\b(?:for\ sale|is\ parked|suspended|expired)\b | ^account\ suspended\b
    | seite\b.{0,30}\bnicht\b.{0,15}(?:gefunden|verfügbar|erreichbar|existiert|vorhanden) | \bnicht\ gefunden\b
    | wartungsarbeiten | zugriff\ verweigert | etwas\ ist\ schief
    | page\b.{0,20}\b(?:introuvable|n'existe\ (?:pas|plus)|non\ trouvée|indisponible) | accès\ refusé
    | en\ maintenance
    | página\b.{0,25}\b(?:no\ (?:encontrada|existe|disponible|está)|não\ (?:encontrada|existe|disponível|está))
    | no\ se\ (?:ha\ )?(?:puede|pudo|encontr\w+)\b.{0,20}página | acceso\ denegado | acesso\ negado
    | pagina\b.{0,25}\b(?:non\ (?:trovata|esiste|disponibile)|niet\ (?:gevonden|beschikbaar)|bestaat\ niet)
    | sidan\b.{0,30}\b(?:hittades\ inte|finns\ inte|kunde\ inte|saknas) | siden\b.{0,20}\b(?:ikke|findes)
    | sivua\ ei\ löy | strona\ nie | nie\ znaleziono | страница\ не\ найдена
    | 页面(?:不存在|未找到|无法|找不到|走丢) | 找不到(?:页面|頁面|网页) | 頁面不存在 | 访问(?:被拒绝|出错)
    | 服务器(?:错误|繁忙)
    | ページが(?:見つかりません|存在しません) | お探しのページ | アクセスできません | メンテナンス中
    | 페이지를\ 찾을\ 수 | 존재하지\ 않는
    """,
    re.IGNORECASE | re.VERBOSE,
)
REDIRECT = re.compile(
    r"""
    \bredirect(?:ing|ed)\b | \b(?:moved|relocated)\ (?:permanently|temporarily|to\b|here\b) | ^moved\b
    | \b(?:page|site|document|terms|policy|policies|content|website)\b
      .{0,30}\b(?:has|have)\ (?:been\ )?(?:moved|relocated)
    | \b(?:click|tap|follow)\b.{0,20}\b(?:here|link)\b.{0,30}\b(?:not|n't)\b.{0,15}(?:redirect|forward|transfer)
    | \bif\ you\ (?:are|were)\ not\b.{0,30}\b(?:redirect|forward|transfer)
    | \byou\ (?:are|will)\ (?:now\ )?(?:being|be)\ (?:taken|sent|forwarded|transferred)\b
    | weiterleitung | weitergeleitet | umgeleitet | redirection\ (?:en\ cours|vers) | redirigé
    | redirigiendo | redirecionando
    | reindirizz | omgeleid | doorgestuurd | omdirigera | viderestill | omdiriger | przekierow | 正在跳转
    | 跳转中 | 自动跳转
    | リダイレクト | 移動しました | 이동합니다
    """,
    re.IGNORECASE | re.VERBOSE,
)
GATE = re.compile(
    r"""
    \b(?:enable|activate|turn\ on|requires?|needs?|without)\b.{0,20}\bjavascript\b
    | \bjavascript\b.{0,40}\b(?:disabled|required
      |enabled?|to\ (?:run|continue|view)|must) | javascript\ (?:aktivieren|ist\ deaktiviert)
    | (?:activer|activez|habilit\w+|activ[ae]|attiva\w*|ative|aktivera|inschakel\w*)\b.{0,15}\bjavascript
    | 启用\ ?javascript | javascriptを有効
    | \bcaptcha\b
    | \b(?:verify|verifying|confirm|prove|check\w*)\b.{0,30}\b(?:human|robot|browser|connection\ is\ secure)\b
    | \bjust\ a\ moment\b | \bplease\ (?:wait|stand\ by)\b | \bchecking\ (?:your|if)\b
    | \bddos\ protection\b | \bray\ id\b
    | \bunusual\ (?:traffic|activity)\b | \byou\ have\ been\ blocked\b | \bare\ you\ a\ (?:human|robot)\b
    | \bnot\ a\ robot\b
    | \b(?:log|sign)\ ?-?in\ (?:to\ (?:continue|view|access|your)|required|with\b)
    | \bforgot(?:ten)?\ (?:your\ )?password\b
    | \b(?:you\ must|please|you\ need\ to)\ (?:be\ )?(?:log|sign|logged|signed)\ ?-?in\b | ^(?:log|sign)\ ?-?in$
    | \bwe\ (?:use|value)\b.{0,30}\b(?:cookies|privacy)$
    | \b(?:accept|reject|allow|decline)\ (?:all|cookies|optional)\b
    | \bcookie\ (?:settings|preferences|consent)$ | \bmanage\ (?:cookies|preferences|consent)$
    | (?:alle|alles)\ (?:cookies\ )?(?:akzeptieren|ablehnen|accepteren) | tout\ (?:accepter|refuser)
    | aceptar\ (?:todo|cookies)
    | accetta\ tutt | aceitar\ tod | godkänn\ alla | bitte\ warten | veuillez\ patienter | einen\ moment
    | ^(?:anmelden|einloggen|se\ connecter|connexion|iniciar\ sesión|accedi|entrar|inloggen|logga\ in)$
    | 安全验证 | 人机验证 | 请(?:先)?登录 | ログインしてください | 로그인이?\ ?필요
    | ^(?:loading|laden|chargement|cargando|caricamento|carregando|laddar|加载中|読み込み中)\b\W*
    """,
    re.IGNORECASE | re.VERBOSE,
)

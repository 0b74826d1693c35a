"""Pages of endpoints, for administrators: the list, one with its messages, adding and changing, and its deeds."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from governance.accounts.access import Actor, actor_of, require
from governance.accounts.site import base_url
from governance.errors import Conflict, Invalid, Stale
from governance.web.forms import apply_problems
from governance.web.merge import merge_page
from governance.webhooks.domain.events import offered
from governance.webhooks.forms import WebhookEditForm, WebhookForm, values_of
from governance.webhooks.models import DeliveryState, Webhook, WebhookAttempt, WebhookDelivery
from governance.webhooks.services import collecting, endpoints

SHOWN = 50
"""Messages on a page."""


def _actor(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    require(actor, "webhook.manage")
    return actor


def _webhook(uid: uuid.UUID) -> Webhook:
    found: Webhook = get_object_or_404(Webhook.objects.kept(), uid=uid)
    return found


@require_GET
def webhook_list(request: HttpRequest) -> HttpResponse:
    """Systems that are told of events."""
    _actor(request)
    counted = {state.value: Count("deliveries", filter=Q(deliveries__state=state)) for state in DeliveryState}
    return render(request, "webhooks/webhook_list.html", {"webhooks": Webhook.objects.kept().annotate(**counted)})


@require_GET
def webhook_detail(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One endpoint: its state, what it is told of, and its messages."""
    _actor(request)
    webhook = _webhook(uid)
    asked = request.GET.get("state", "")
    state = asked if asked in {known.value for known in DeliveryState} else ""
    rows = deliveries_of(webhook)
    sentences = {code: sentence for codes in offered().values() for code, sentence in codes.items()}
    context = {
        "webhook": webhook,
        "chosen": [(code, sentences.get(code, "Offered no longer.")) for code in webhook.chosen],
        "secrets": webhook.secrets.live(timezone.now()),
        "states": [known.value for known in DeliveryState],
        "state": state,
        "page": Paginator(rows.filter(state=state) if state else rows, SHOWN).get_page(request.GET.get("page")),
    }
    return render(request, "webhooks/webhook_detail.html", context)


def deliveries_of(webhook: Webhook) -> QuerySet[WebhookDelivery]:
    """Messages of an endpoint, the newest first, each with its last attempt and how many there were."""
    last = WebhookAttempt.objects.filter(delivery=OuterRef("pk")).order_by("-pk")
    columns = {f"last_{name}": Subquery(last.values(name)[:1]) for name in ("at", "status", "took_ms", "problem")}
    rows: QuerySet[WebhookDelivery] = webhook.deliveries.annotate(tries=Count("attempts"), **columns)
    return rows.select_related("job").order_by("-pk")


@never_cache
@require_http_methods(["GET", "POST"])
def webhook_create(request: HttpRequest) -> HttpResponse:
    """Register an endpoint. Its secret is shown in the answer to the form and nowhere else."""
    actor = _actor(request)
    form = WebhookForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            webhook, secret = endpoints.add_webhook(actor=actor, **form.wanted())
        except Invalid as error:
            apply_problems(form, error)
        except Conflict as error:
            form.add_error(None, str(error))
        else:
            return render(request, "webhooks/webhook_secret.html", {"webhook": webhook, "secret": secret})
    return render(request, "webhooks/webhook_form.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def webhook_edit(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Change name, address or events."""
    actor, webhook = _actor(request), _webhook(uid)
    form = WebhookEditForm(request.POST or None, initial=values_of(webhook))
    if request.method == "POST" and form.is_valid():
        try:
            endpoints.change_webhook(actor=actor, webhook=webhook, version=form.expected_version, **form.wanted())
        except Invalid as error:
            apply_problems(form, error)
        except Stale as error:
            return merge_page(request, form, error, values_of(error.current), heading=webhook.name)
        else:
            messages.success(request, "Saved.")
            return redirect("webhooks:webhook_detail", uid=uid)
    context = {"form": form, "webhook": webhook}
    return render(request, "webhooks/webhook_form.html", context, status=422 if form.errors else 200)


@never_cache
@require_POST
def webhook_rotate(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Make a new secret and show it once."""
    webhook = _webhook(uid)
    secret = endpoints.rotate_secret(actor=_actor(request), webhook=webhook)
    context = {"webhook": webhook, "secret": secret, "rotated": True}
    return render(request, "webhooks/webhook_secret.html", context)


@require_POST
def webhook_test(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Send a message that tells of nothing."""
    collecting.ping(actor=_actor(request), webhook=_webhook(uid), base_url=base_url(request))
    messages.success(request, "A test message is on its way. What came of it stands in the list in a moment.")
    return redirect("webhooks:webhook_detail", uid=uid)


@require_POST
def webhook_disable(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Tell the endpoint nothing for the time being."""
    actor = _actor(request)
    endpoints.disable_webhook(actor=actor, webhook=_webhook(uid), reason=f"By {actor.name}.")
    messages.success(request, "The endpoint is disabled. What happens meanwhile is told once you enable it.")
    return redirect("webhooks:webhook_detail", uid=uid)


@require_POST
def webhook_enable(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Tell the endpoint again."""
    endpoints.enable_webhook(actor=_actor(request), webhook=_webhook(uid))
    messages.success(request, "The endpoint is told again, beginning with what happened since.")
    return redirect("webhooks:webhook_detail", uid=uid)


@require_POST
def webhook_remove(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Tell the endpoint nothing any more."""
    webhook = endpoints.remove_webhook(actor=_actor(request), webhook=_webhook(uid))
    messages.success(request, f"{webhook.name} was removed and is told of nothing any more.")
    return redirect("webhooks:webhook_list")


@require_POST
def delivery_again(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Send one message again."""
    actor = _actor(request)
    delivery = get_object_or_404(WebhookDelivery.objects.select_related("webhook"), uid=uid)
    collecting.redeliver(actor=actor, delivery=delivery)
    messages.success(request, "The message is on its way again, under the id it had.")
    return redirect("webhooks:webhook_detail", uid=delivery.webhook.uid)

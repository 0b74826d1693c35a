"""Peers of our pages and lists: the same rows and columns as plain Django and plain REST framework show them.

A URLconf of its own, with the product's addresses beside it.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template import Template, engines
from django.urls import include, path
from rest_framework import serializers
from rest_framework.authentication import SessionAuthentication
from rest_framework.generics import ListAPIView
from rest_framework.pagination import LimitOffsetPagination

from policies.models import Binding, Deployment, Tool, ToolConfiguration, ToolSetting
from vendors.models import Vendor

ROWS = 100
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
"""What a page with a log-in cannot do without."""

HEAD = '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Tools</title></head><body><h1>Tools</h1>'
LIST = (
    HEAD + "<p>{{ user.name }}</p><table><thead><tr><th>Tool</th><th>Vendor</th><th>Tier</th><th>Team</th><th>As held"
    "</th><th>Business owner</th><th>Approved for</th></tr></thead><tbody>{% for row in page %}"
    '<tr><td><a href="{% url "policies:tool_detail" row.uid %}">{{ row.name }}</a></td>'
    "<td>{{ row.tier.product.vendor.name }}</td><td>{{ row.tier.product.name }} {{ row.tier.name }}</td>"
    '<td>{{ row.team.name|default:"All" }}</td><td>{{ row.held.0.deployment.kind }} {{ row.held.0.region }}</td>'
    '<td>{{ row.business_owner.name|default:"Nobody yet" }}</td><td>{{ row.approval_count }}</td></tr>{% endfor %}'
    "</tbody></table><p>{{ page.number }} of {{ page.paginator.num_pages }}</p></body></html>"
)
DETAIL = (
    HEAD + "<p>{{ user.name }}</p><dl><dt>Tool<dd>{{ row.name }}<dt>Vendor<dd>{{ row.tier.product.vendor.name }}"
    "<dt>Tier<dd>{{ row.tier.name }}<dt>Team<dd>{{ row.team.name }}<dt>As held<dd>{{ row.held.0.region }}"
    "<dt>Requests<dd>{{ requests|length }}</dl></body></html>"
)
_templates: dict[str, Template] = {}


def tools() -> QuerySet[Tool]:
    """Tools with all their columns, in two queries."""
    now = ToolConfiguration.objects.filter(valid_until=None).select_related("deployment")
    rows = Tool.objects.select_related("tier__product__vendor", "team", "business_owner").order_by("name")
    return rows.annotate(approval_count=Count("approvals")).prefetch_related(
        Prefetch("configurations", queryset=now, to_attr="held")
    )


@login_required
def tool_list(request: HttpRequest) -> HttpResponse:
    """Five queries: session, person, count, rows, configurations."""
    return _page(LIST, {"user": request.user, "page": Paginator(tools(), ROWS).get_page(request.GET.get("page"))})


@login_required
def tool_detail(request: HttpRequest, uid: Any) -> HttpResponse:
    """Five queries: session, person, row, configurations, requests."""
    row = get_object_or_404(tools(), uid=uid)
    return _page(DETAIL, {"user": request.user, "row": row, "requests": list(row.requests.all())})


def _page(source: str, context: dict[str, Any]) -> HttpResponse:
    if source not in _templates:
        _templates[source] = engines["django"].from_string(source)
    return HttpResponse(_templates[source].render(context))


class Named(serializers.Serializer[Any]):
    uid = serializers.UUIDField()
    name = serializers.CharField()


class PlainDocument(serializers.Serializer[Any]):
    uid = serializers.UUIDField()
    name = serializers.CharField(source="title")


class PlainSetting(serializers.ModelSerializer[ToolSetting]):
    class Meta:
        model = ToolSetting
        fields = ["code", "value", "proof", "checked_on"]


class PlainBinding(serializers.ModelSerializer[Binding]):
    document = PlainDocument()
    terms_version = serializers.UUIDField(source="version.uid", allow_null=True)

    class Meta:
        model = Binding
        fields = ["document", "mode", "notice_days", "terms_version", "renews_on"]


class PlainDeployment(serializers.ModelSerializer[Deployment]):
    releases = Named(many=True)

    class Meta:
        model = Deployment
        fields = ["kind", "hosted_by", "data_location", "releases"]


class PlainConfiguration(serializers.ModelSerializer[ToolConfiguration]):
    tool = Named()
    deployment = PlainDeployment(allow_null=True)
    settings = PlainSetting(many=True)
    bindings = PlainBinding(many=True)
    order_form = PlainDocument(allow_null=True)
    changed_by = Named(allow_null=True)

    class Meta:
        model = ToolConfiguration
        fields = ["uid", "tool", "contracting_entity", "region", "channel", "feature_status", "deployment"]
        fields += ["settings", "bindings", "order_form", "note", "changed_by", "valid_from", "valid_until"]


class PlainTool(serializers.ModelSerializer[Tool]):
    vendor = Named(source="tier.product.vendor")
    tier = Named()
    team = Named()
    business_owner = Named()
    held = PlainConfiguration(many=True)

    class Meta:
        model = Tool
        fields = ["uid", "version", "name", "vendor", "tier", "team", "business_owner", "held", "created_at"]


class PlainVendor(serializers.ModelSerializer[Vendor]):
    parent = Named()
    names = serializers.SlugRelatedField(slug_field="name", many=True, read_only=True)

    class Meta:
        model = Vendor
        fields = ["uid", "version", "name", "country", "website", "parent", "names", "created_at"]


class PlainList(ListAPIView[Any]):
    """As the framework's tutorial has it."""

    authentication_classes = [SessionAuthentication]
    pagination_class = LimitOffsetPagination
    filter_backends: list[Any] = []
    throttle_classes: list[Any] = []


class PlainTools(PlainList):
    serializer_class = PlainTool

    def get_queryset(self) -> QuerySet[Any]:
        now = ToolConfiguration.objects.filter(valid_until=None)
        now = now.select_related("tool", "deployment", "order_form", "changed_by").prefetch_related(
            "settings", "bindings__document", "bindings__version", "deployment__releases"
        )
        rows = Tool.objects.select_related("tier__product__vendor", "team", "business_owner").order_by("-pk")
        return rows.prefetch_related(Prefetch("configurations", queryset=now, to_attr="held"))


class PlainVendors(PlainList):
    serializer_class = PlainVendor
    queryset = Vendor.objects.select_related("parent").prefetch_related("names").order_by("-pk")


urlpatterns = [
    path("plain/tools/", tool_list),
    path("plain/tools/<uuid:uid>/", tool_detail),
    path("plain/api/tools/", PlainTools.as_view()),
    path("plain/api/vendors/", PlainVendors.as_view()),
    path("", include("governance.urls")),
]

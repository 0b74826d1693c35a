"""Addresses of webhooks."""

from django.urls import path

from governance.webhooks import views

app_name = "webhooks"

urlpatterns = [
    path("webhooks/", views.webhook_list, name="webhook_list"),
    path("webhooks/new/", views.webhook_create, name="webhook_create"),
    path("webhooks/<uuid:uid>/", views.webhook_detail, name="webhook_detail"),
    path("webhooks/<uuid:uid>/edit/", views.webhook_edit, name="webhook_edit"),
    path("webhooks/<uuid:uid>/secret/", views.webhook_rotate, name="webhook_rotate"),
    path("webhooks/<uuid:uid>/test/", views.webhook_test, name="webhook_test"),
    path("webhooks/<uuid:uid>/disable/", views.webhook_disable, name="webhook_disable"),
    path("webhooks/<uuid:uid>/enable/", views.webhook_enable, name="webhook_enable"),
    path("webhooks/<uuid:uid>/remove/", views.webhook_remove, name="webhook_remove"),
    path("webhooks/deliveries/<uuid:uid>/again/", views.delivery_again, name="delivery_again"),
]

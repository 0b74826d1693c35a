"""Addresses of the desk: my queue, matrix, audit trail, search."""

from django.urls import path

from governance.desk.views import events, matrix, queue, search

app_name = "desk"

urlpatterns = [
    path("", queue.queue, name="queue"),
    path("matrix/", matrix.matrix, name="matrix"),
    path("audit/", events.event_list, name="event_list"),
    path("audit/verify/", events.trail_verify, name="trail_verify"),
    path("audit/<uuid:uid>/", events.event_detail, name="event_detail"),
    path("search/", search.search, name="search"),
]

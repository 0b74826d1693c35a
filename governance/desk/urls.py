"""Addresses of the desk: my queue, matrix, changes of terms, audit trail, search."""

from django.urls import path

from governance.desk.views import (
    calendar,
    changes,
    compare,
    events,
    feeds,
    matrix,
    notices,
    queue,
    saved,
    search,
    upgrade,
)

app_name = "desk"

urlpatterns = [
    path("", queue.queue, name="queue"),
    path("matrix/", matrix.matrix, name="matrix"),
    path("compare/", compare.compare, name="compare"),
    path("compare/upgrade/", upgrade.upgrade, name="upgrade"),
    path("changes/", changes.change_list, name="change_list"),
    path("changes/<uuid:uid>/", changes.change_detail, name="change_detail"),
    path("changes/<uuid:uid>/confirm/", changes.change_confirm, name="change_confirm"),
    path("audit/", events.event_list, name="event_list"),
    path("audit/verify/", events.trail_verify, name="trail_verify"),
    path("audit/<uuid:uid>/", events.event_detail, name="event_detail"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/feeds/", feeds.feed_list, name="feed_list"),
    path("calendar/feeds/<uuid:uid>/revoke/", feeds.feed_revoke, name="feed_revoke"),
    path("calendar/read/<str:secret>/countersign.ics", feeds.feed, name="feed"),
    path("account/notices/", notices.notice_choices, name="notice_choices"),
    path("views/", saved.view_list, name="view_list"),
    path("views/save/", saved.view_save, name="view_save"),
    path("views/<uuid:uid>/", saved.view_edit, name="view_edit"),
    path("views/<uuid:uid>/delete/", saved.view_delete, name="view_delete"),
    path("search/", search.search, name="search"),
]

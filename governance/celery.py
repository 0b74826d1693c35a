"""The Celery app and what happens by the clock. Tasks live in the apps; the job row is the truth, Celery a doorbell."""

import os

from celery import Celery
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "governance.settings")

TRANSPORT_ALIASES["filesystem"] = "governance.jobs.transport:Transport"

app = Celery("countersign")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {
    "sweep-waiting-jobs": {"task": "governance.jobs.tasks.sweep", "schedule": 10.0},
    "fetch-watched-documents": {"task": "vendors.tasks.look", "schedule": 60.0},
    "note-texts-that-bind-by-the-clock": {"task": "policies.tasks.turn", "schedule": 3600.0},
    "tell-people-what-needs-them": {"task": "governance.desk.tasks.look_round", "schedule": 60.0},
    "compare-names-with-lists-that-wait": {"task": "policies.tasks.screen", "schedule": 600.0},
    "make-messages-of-events": {"task": "governance.webhooks.tasks.collect", "schedule": 10.0},
}

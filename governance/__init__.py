"""The project package. It exposes the Celery app, nothing else."""

from governance.celery import app as celery_app

__all__ = ["celery_app"]

"""Work to be done as rows with a lease; Celery is the doorbell."""

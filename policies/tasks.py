"""What the worker does for this app by the clock."""

from celery import shared_task

from policies.services.competition import note_lapses
from policies.services.turns import note_all_turns


@shared_task(name="policies.tasks.turn", ignore_result=True)
def turn() -> int:
    """Note the texts that came to bind tools since by the clock, and the competition notes that ran out."""
    return note_all_turns() + note_lapses()

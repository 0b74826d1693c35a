"""What the worker does for this app by the clock."""

from celery import shared_task

from policies.services.competition import note_lapses
from policies.services.outcomes import reevaluate
from policies.services.resting import note_all_lapsed
from policies.services.screening_clock import compare_waiting, note_ages
from policies.services.stopping import begin_all_expired
from policies.services.turns import note_all_turns


@shared_task(name="policies.tasks.turn", ignore_result=True)
def turn() -> int:
    """Note what the clock did: texts that came to bind tools; competition notes, exceptions and approvals that ran out;
    and what else the passing of days made of outcomes."""
    noted = note_all_turns() + note_lapses() + note_all_lapsed() + begin_all_expired()
    reevaluate()
    return noted


@shared_task(name="policies.tasks.screen", ignore_result=True)
def screen() -> int:
    """Compare names with lists that wait for it, and note lists that grew old."""
    note_ages()
    return compare_waiting()

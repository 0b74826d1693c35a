"""Lists of restricted parties are kept version by version, an entry that stays as it was once."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from governance.accounts.access import Actor
from governance.audit.models import Event
from governance.errors import Conflict, Invalid, NotAllowed
from policies.models import EntryPresence, ListedParty, ListVersion, ScreeningRun
from policies.services.screening_lists import import_list
from tests.factories.screening import PARTIES, list_file, made_list
from vendors.models import Vendor


def test_an_entry_that_does_not_change_is_one_row_through_all_versions(legal: Actor):
    first = import_list(actor=legal, brought=made_list(days_ago=9))
    changed = [PARTIES[0], {**PARTIES[1], "remarks": "Moved."}]
    second = import_list(actor=legal, brought=made_list(changed, days_ago=2))
    assert (first.entries, first.added, first.gone) == (3, 3, 0)
    assert (second.number, second.entries, second.added, second.gone) == (2, 2, 1, 2)
    assert ListedParty.objects.count() == 4
    assert ListedParty.objects.present_in(first).count() == 3
    assert {row.name for row in ListedParty.objects.present_in(second)} == {
        "Zubrin Trading",
        "Qaltex Research Institute",
    }
    assert {row.pk for row in ListedParty.objects.present()} == {
        row.pk for row in ListedParty.objects.present_in(second)
    }
    event = Event.objects.filter(action="screening.list-imported").latest("sequence")
    assert second.sha256 in event.body


def test_an_entry_that_comes_back_is_the_row_it_was(legal: Actor):
    for number, parties in enumerate([PARTIES, PARTIES[:2], PARTIES]):
        import_list(actor=legal, brought=made_list(parties, days_ago=9 - number))
    assert ListedParty.objects.count() == 3
    assert EntryPresence.objects.filter(entry__name="Veyra Holding").count() == 2


def test_what_cannot_be_taken_is_told_in_words_and_leaves_nothing(legal: Actor, requester, as_actor):
    import_list(actor=legal, brought=made_list(days_ago=5))
    with pytest.raises(Conflict, match="on record already"):
        import_list(actor=legal, brought=made_list(days_ago=4))
    with pytest.raises(Conflict, match="newer list is on record"):
        import_list(actor=legal, brought=made_list(PARTIES[:2], days_ago=6))
    with pytest.raises(Invalid, match="Was it cut short"):
        import_list(actor=legal, brought=made_list(PARTIES[:1]))
    with pytest.raises(Invalid, match="holds no party"):
        import_list(actor=legal, brought=made_list(()))
    with pytest.raises(Invalid, match="still to come"):
        import_list(actor=legal, brought=made_list(PARTIES[:2], days_ago=-1))
    broken = replace(made_list(PARTIES[:2]), entries=made_list([*PARTIES[:2], {"name": ""}]).entries)
    with pytest.raises(Invalid, match=r"has no name\. Nothing was imported"):
        import_list(actor=legal, brought=broken)
    with pytest.raises(NotAllowed):
        import_list(actor=as_actor(requester), brought=made_list(PARTIES[:2]))
    assert (ListVersion.objects.count(), ListedParty.objects.count()) == (1, 3)


def test_the_database_keeps_lists_as_they_were(legal: Actor):
    version = import_list(actor=legal, brought=made_list())
    for rows, values in (
        (ListVersion.objects.all(), {"entries": 1}),
        (ListedParty.objects.all(), {"content": "{}"}),
        (EntryPresence.objects.all(), {"since": version.pk + 0, "entry": ListedParty.objects.first()}),
    ):
        with pytest.raises(IntegrityError, match="countersign"), transaction.atomic():
            rows.update(**values)
    with pytest.raises(IntegrityError, match="countersign"), transaction.atomic():
        EntryPresence.objects.all().delete()


def test_the_command_imports_and_compares(legal: Actor, tmp_path):
    Vendor.objects.create(name="Zubrin")
    file = tmp_path / "consolidated.csv"
    file.write_bytes(list_file())
    out = io.StringIO()
    call_command("import_screening_list", str(file), dated="2026-01-05", stdout=out)
    assert "3 parties, 3 new or changed" in out.getvalue()
    assert "1 possible matches, 1 of them new. No match is no clearance." in out.getvalue()
    assert ScreeningRun.objects.get().list_version.dated_on == dt.date(2026, 1, 5)
    file.write_bytes(b"<html>not a list</html>")
    with pytest.raises(CommandError, match="names no column"):
        call_command("import_screening_list", str(file), dated="2026-01-06")


def test_the_command_reads_the_files_of_ofac_in_their_older_encoding(database, tmp_path):
    blank = ",-0- " * 8
    main, names, places = (tmp_path / name for name in ("sdn.csv", "alt.csv", "add.csv"))
    main.write_bytes(f'7,"ZUBRÍN",-0- ,"MADEUP"{blank}\r\n\x1a'.encode("cp1252"))
    names.write_bytes(b'7,1,"aka","ZTC",-0- \r\n')
    places.write_bytes(b"\x1a")
    with pytest.raises(CommandError, match=r"ALT.CSV and ADD.CSV"):
        call_command("import_screening_list", str(main), kind="sdn", dated="2026-01-05")
    files = {"alternates": str(names), "addresses": str(places)}
    call_command("import_screening_list", str(main), kind="sdn", dated="2026-01-05", stdout=io.StringIO(), **files)
    assert ListedParty.objects.get().names == "ZUBRÍN\nZTC"

"""The two commands that measure: any folder of texts will do, progress is kept apart from figures, errors are words."""

import json

import pytest
from django.core.management import CommandError, call_command

from vendors.measuring.insertions import HELD_OUT, plants
from vendors.measuring.places import Letters, place

RAW = """# Terms

**Ownership.**  You own the [Output](https://example.org/a_(b)) and we assign our rights in it to you.

We keep prompts for thirty days and then delete them.
"""


@pytest.fixture
def corpus(tmp_path):
    folder = tmp_path / "collection" / "Service" / "Terms"
    folder.mkdir(parents=True)
    (folder / "2026-01-01T00-00-00Z.md").write_text(RAW, encoding="utf-8")
    return tmp_path


def label(area, words, grade=2):
    start = RAW.index(words)
    path = "collection/Service/Terms/2026-01-01T00-00-00Z.md"
    return {"path": path, "start": start, "end": start + len(words), "area": area, "grade": grade, "text": words}


def measure(corpus, rows, capsys):
    file = corpus / "passages.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    call_command("evaluate_suggestions", str(file), corpus=str(corpus))
    return json.loads(capsys.readouterr().out.splitlines()[-1])


def test_recall_is_a_share_of_the_must_see_passages_and_told_by_area(corpus, capsys):
    rows = [
        label("output_ownership", "**Ownership.**  You own the [Output](https://example.org/a_(b))"),
        label("retention", "We keep prompts for thirty days and then delete them."),
        label("indemnity", "# Terms", grade=1),
    ]
    found = measure(corpus, rows, capsys)
    assert (found["recall@5"], found["recall@10"], found["must_see"]) == (1.0, 1.0, 2)
    assert set(found["per_area"]) == {"output_ownership", "retention"}


def test_a_passage_nobody_suggests_lowers_the_recall(corpus, capsys):
    found = measure(corpus, [label("indemnity", "We keep prompts for thirty days")], capsys)
    assert found["recall@10"] == 0.0


@pytest.mark.parametrize("area", ["training_restriction", "training_restrictions"])
def test_both_names_of_the_training_area_are_known(corpus, area, capsys):
    assert "training_restrictions" in measure(corpus, [label(area, "We keep prompts")], capsys)["per_area"]


def test_a_passage_is_placed_in_the_canonical_text_without_markup_and_link_targets():
    canonical = "# Terms\n\nOwnership. You own the Output and we assign our rights in it to you."
    start = RAW.index("**Owner")
    span = place(RAW, start, RAW.index(" and we"), Letters.of(canonical))
    assert canonical[slice(*span)] == "Ownership. You own the Output"


def test_of_two_places_with_the_same_words_the_nearer_is_taken():
    text = "Same words. " + "Other things in between. " * 5 + "Same words."
    start = text.rindex("Same")
    assert place(text, start, start + 10, Letters.of(text)) == (start, start + 10)


@pytest.mark.parametrize(
    ("content", "said"),
    [('{"area": "retention"}', "lacks 'path'"), ("not json", "no JSON"), ("[1]", "no JSON object")],
)
def test_rows_that_can_not_be_used_are_refused_in_words(corpus, content, said):
    (corpus / "bad.jsonl").write_text(content, encoding="utf-8")
    with pytest.raises(CommandError, match=said):
        call_command("evaluate_suggestions", str(corpus / "bad.jsonl"), corpus=str(corpus))


def test_a_folder_that_is_not_there_is_said(tmp_path):
    with pytest.raises(CommandError, match="There is no folder"):
        call_command("evaluate_insertions", corpus=str(tmp_path / "gone"))


def test_sixty_plants_are_written_and_cover_every_area():
    every = plants()
    assert len(every) == 60
    assert {plant.area for plant in every if plant.area} == {plant.area for plant in plants(HELD_OUT)}
    assert not {plant.text for plant in every} & {plant.text for plant in plants(HELD_OUT)}


def test_every_plant_in_the_projects_own_texts_ends_at_least_to_be_confirmed(settings):
    from vendors.measuring.hosts import project_hosts
    from vendors.measuring.insertions import plant_all, summary

    hosts = project_hosts(settings.BASE_DIR / "governance" / "demo")
    found = summary({"project": list(plant_all(hosts))})
    assert found["planted"] == 60
    assert found["to_be_confirmed"] == 1.0
    assert found["stale"] >= 0.95

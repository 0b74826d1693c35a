"""The environment is read strictly: what is not understood is refused, with the variable's name and without secrets."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from governance import neighbours
from governance.env import Environment


def read(**values: str) -> Environment:
    return Environment(values)


def test_an_unset_or_empty_variable_gives_its_default():
    assert read().text("A", "x", "words") == "x"
    assert read(A="  ").text("A", "x", "words") == "x"


def test_every_reading_is_registered_with_default_and_sentence():
    env = read()
    env.flag("A", True, "Words.")
    assert env.variables["A"].default == "true"
    assert env.variables["A"].sentence == "Words."


@pytest.mark.parametrize(
    ("value", "meaning"), [("1", True), ("YES", True), ("on", True), ("0", False), ("False", False)]
)
def test_a_flag_understands_the_usual_words(value, meaning):
    assert read(A=value).flag("A", not meaning, "words") is meaning


@pytest.mark.parametrize("value", ["maybe", "2", "truee", "-"])
def test_a_flag_refuses_anything_else(value):
    with pytest.raises(ImproperlyConfigured, match=r"A is"):
        read(A=value).flag("A", False, "words")


@pytest.mark.parametrize("value", ["-1", "1.5", "ten", "٣", "9999"])
def test_a_number_outside_its_bounds_or_alphabet_is_refused(value):
    with pytest.raises(ImproperlyConfigured, match="from 1 to 100"):
        read(A=value).number("A", 5, "words", at_least=1, at_most=100)


def test_a_choice_is_found_whatever_its_case_and_refused_otherwise():
    assert read(A="Json").choice("A", "lines", "words", among=("json", "lines")) == "json"
    with pytest.raises(ImproperlyConfigured, match="one of json, lines"):
        read(A="xml").choice("A", "lines", "words", among=("json", "lines"))


def test_names_are_separated_by_commas_only():
    assert read(A="a.example, b.example,").names("A", "", "words") == ["a.example", "b.example"]
    with pytest.raises(ImproperlyConfigured, match="commas"):
        read(A="a.example b.example").names("A", "", "words")


def test_a_folder_that_is_a_file_is_refused(tmp_path):
    file = tmp_path / "file"
    file.write_text("")
    with pytest.raises(ImproperlyConfigured, match="is a file"):
        read(A=str(file)).folder("A", Path("/x"), "words", shown="x")


def test_a_line_break_in_a_value_is_refused():
    with pytest.raises(ImproperlyConfigured, match="line break"):
        read(A="a\nb").text("A", "", "words")


def test_an_address_of_another_scheme_is_refused_without_repeating_its_password():
    with pytest.raises(ImproperlyConfigured) as refused:
        read(A="ftp://me:hunter2@host/x").address("A", "", "words", schemes=("https",))
    assert "hunter2" not in str(refused.value)


def test_a_misspelt_variable_is_refused():
    env = read(OURS_HOEM="x", OTHER="y")
    with pytest.raises(ImproperlyConfigured, match="OURS_HOEM"):
        env.refuse_unknown("OURS_", known=frozenset())
    env.refuse_unknown("OURS_", known=frozenset({"OURS_HOEM"}))


def test_a_postgresql_address_is_taken_apart():
    found = neighbours.database("DATABASE_URL", "postgresql://me:p%40ss@db.example:5433/cs?sslmode=require")
    assert (found["NAME"], found["USER"], found["PASSWORD"]) == ("cs", "me", "p@ss")
    assert (found["HOST"], found["PORT"], found["OPTIONS"]) == ("db.example", "5433", {"sslmode": "require"})


def test_a_postgresql_socket_folder_is_given_as_host():
    assert neighbours.database("D", "postgresql://me@/cs?host=/run/pg")["HOST"] == "/run/pg"


@pytest.mark.parametrize(
    "value",
    [
        *(
            "mysql://h/n",
            "postgresql://h",
            "postgresql://h/",
            "postgresql://h/a/b",
            "postgresql://h:port/n",
            "nonsense",
        ),
        *("postgresql://h/n?sslmod=require", "sqlite://", "sqlite:///", "sqlite://relative/file"),
    ],
)
def test_a_database_address_that_is_not_understood_is_refused(value):
    with pytest.raises(ImproperlyConfigured):
        neighbours.database("DATABASE_URL", value)


def test_sqlite_takes_the_write_lock_at_the_beginning_and_waits_for_it():
    found = neighbours.database("DATABASE_URL", "sqlite:////tmp/x.sqlite3")
    assert found["NAME"] == "/tmp/x.sqlite3"
    assert found["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in found["OPTIONS"]["init_command"]


def test_mail_goes_to_files_unless_a_server_is_named():
    assert neighbours.mail("S", "").backend.endswith("filebased.EmailBackend")
    plain = neighbours.mail("S", "smtp://me:secret@mail.example")
    assert (plain.host, plain.port, plain.start_tls, plain.implicit_tls) == ("mail.example", 587, True, False)
    assert neighbours.mail("S", "smtps://mail.example").port == 465
    with pytest.raises(ImproperlyConfigured, match="names no host"):
        neighbours.mail("S", "smtp://")


def test_the_secret_key_is_made_once_and_kept_for_its_owner_only(tmp_path):
    first = neighbours.kept_secret(tmp_path / "key")
    assert neighbours.kept_secret(tmp_path / "key") == first
    assert len(first) >= 50
    assert (tmp_path / "key").stat().st_mode & 0o077 == 0


def test_a_network_broker_makes_no_folders(tmp_path):
    assert neighbours.broker_options("amqp://host", tmp_path / "broker") == {}
    assert neighbours.broker_options("redis://host", tmp_path / "broker")["visibility_timeout"] == 60
    assert not (tmp_path / "broker").exists()
    assert neighbours.broker_options("filesystem://", tmp_path / "broker")["polling_interval"] == 0.1
    assert (tmp_path / "broker" / "messages").is_dir()


HOSTS = ("terms.example", "a_b.internal", ".example", "localhost", "10.0.0.7", "[::1]", "xn--bcher-kva.example")


@pytest.mark.parametrize("value", HOSTS)
def test_a_host_is_what_a_host_header_says(value):
    assert read(A=value).hosts("A", "", "words") == [value]


@pytest.mark.parametrize(
    "value",
    ["https://terms.example", "terms.example:8000", "terms.example/app", "a..b", "-a.example", "[::1", "[x]", "::1",
     "bücher.example", "me@terms.example", "a" * 64, "."],
)  # fmt: skip
def test_what_is_no_host_is_refused_with_how_to_write_it(value):
    with pytest.raises(ImproperlyConfigured, match=r"A holds .*write terms.example"):
        read(A=value).hosts("A", "", "words")


def test_every_host_at_once_is_refused():
    with pytest.raises(ImproperlyConfigured, match="name the hosts"):
        read(A="terms.example,*").hosts("A", "", "words")


@pytest.mark.parametrize(
    ("value", "meaning"),
    [("https://terms.example", "https://terms.example"), ("https://terms.example:8443/", "https://terms.example:8443"),
     ("http://[::1]:8000", "http://[::1]:8000"), ("", "")],
)  # fmt: skip
def test_an_origin_is_scheme_host_and_port(value, meaning):
    assert read(A=value).origin("A", "", "words", schemes=("https", "http")) == meaning


@pytest.mark.parametrize(
    "value",
    ["https://terms.example/app", "https://terms.example?x=1", "https://terms.example#x", "https://me:pw@terms.example",
     "https://", "https://terms.example:port", "https://terms example", "ftp://terms.example", "terms.example"],
)  # fmt: skip
def test_an_origin_with_anything_more_or_less_is_refused_without_its_password(value):
    with pytest.raises(ImproperlyConfigured, match=r"^A ") as refused:
        read(A=value).origin("A", "", "words", schemes=("https",))
    assert "pw" not in str(refused.value)


@pytest.mark.parametrize(
    "value", ["us@terms.example", "Us <us@terms.example>", '"Us, and co." <us@terms.example>', "<us@localhost>"]
)
def test_a_sender_is_an_address_with_or_without_a_name(value):
    assert read(A=value).sender("A", "", "words") == value


@pytest.mark.parametrize(
    "value", ["us", "Us us@terms.example", "Us <us>", "<us@terms.example", "us@terms.example, you@terms.example", "@x"]
)
def test_what_no_mail_can_come_from_is_refused(value):
    with pytest.raises(ImproperlyConfigured, match=r"A is .*such as Countersign"):
        read(A=value).sender("A", "", "words")


@pytest.mark.parametrize(("value", "fits"), [
    ("our-files", True), ("our.files.2026", True), ("Our-files", False), ("our_files", False), ("ab", False),
    ("a" * 64, False), ("s3://our-files", False), ("10.0.0.7", False), ("our..files", False), ("-files", False),
])  # fmt: skip
def test_a_bucket_has_the_form_of_one(value, fits):
    env = read(A=value)
    if fits:
        assert env.shaped("A", "words", pattern=neighbours.BUCKET, words="so") == value
    else:
        with pytest.raises(ImproperlyConfigured, match=r"A is .*; so"):
            env.shaped("A", "words", pattern=neighbours.BUCKET, words="so")


@pytest.mark.parametrize(
    ("name", "near"),
    [("OURS_HOEM", "OURS_HOME"), ("ours_home", "OURS_HOME"), ("OUR_S_HOME", "OURS_HOME"), ("OURS_STRICT", "STRICT"),
     ("OURS_MAIL_FORM", "OURS_MAIL_FROM"), ("STRICTT", "STRICT")],
)  # fmt: skip
def test_a_misspelt_variable_is_refused_with_the_nearest_name(name, near):
    env = Environment({name: "x", "OTHER": "y", "HOME": "z"})
    for known in ("OURS_HOME", "OURS_MAIL_FROM", "STRICT"):
        env.text(known, "", "words")
    with pytest.raises(ImproperlyConfigured, match=rf"Nothing reads {name} \(did you mean {near}\?\)"):
        env.refuse_unknown("OURS_", known=frozenset(), guarded=frozenset({"STRICT"}))


def test_variables_of_others_are_left_alone():
    env = Environment({"HOME": "x", "DATABASE_URI": "y", "RESTRICTED": "z", "OURS_PORT": "1"})
    env.text("DATABASE_URL", "", "words")
    env.text("STRICT", "", "words")
    env.refuse_unknown("OURS_", known=frozenset({"OURS_PORT"}), guarded=frozenset({"STRICT"}))

"""What is shipped to the browser holds under the strictest policy: nothing inline, no data or foreign address."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "static"
TEMPLATES = sorted(path for path in (ROOT / "templates").rglob("*.html") if "pdf" not in path.relative_to(ROOT).parts)
STYLE = STATIC / "css/countersign-1.css"
SCRIPT = STATIC / "js/countersign-1.js"


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_template_carries_style_script_or_an_address_elsewhere(path):
    text = path.read_text()
    assert not re.search(
        r"\sstyle=|<style|\son[a-z]+=|javascript:|(?:src|href)=[\"'](?:https?:)?//|data:",
        text,
    )
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)


def test_our_stylesheet_asks_for_nothing_outside_and_for_no_data():
    addresses = re.findall(r"url\(([^)#]+)\)", STYLE.read_text())  # "#hatch" is drawn in the page itself
    assert addresses
    assert all((STYLE.parent / address).is_file() for address in addresses)


def test_every_colour_follows_the_theme():
    tokens = re.search(r":root \{\n(.*?)\n\}", STYLE.read_text(), re.DOTALL).group(1)
    colours = [line for line in tokens.splitlines() if "#" in line]
    assert len(colours) > 20
    assert all("light-dark(" in line for line in colours)


def test_our_script_writes_no_markup_from_strings_and_evaluates_nothing():
    text = SCRIPT.read_text()
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|setAttribute\(.style",
        text,
    )


@pytest.mark.parametrize(
    ("pattern", "licence"),
    [
        ("css/bootstrap-5.3.8*.css", "css/bootstrap-5.3.8.LICENSE.txt"),
        ("js/htmx-4.0.1*.js", "js/htmx-4.0.1.LICENSE.txt"),
        ("fonts/source-serif-4*.woff2", "fonts/OFL-source-serif-4.txt"),
        ("fonts/public-sans*.woff2", "fonts/OFL-public-sans.txt"),
        ("fonts/ibm-plex-mono*.woff2", "fonts/OFL-ibm-plex-mono.txt"),
    ],
)
def test_what_others_made_lies_beside_its_licence_with_its_version_in_the_name(pattern, licence):
    files = list(STATIC.glob(pattern))
    assert files
    assert (STATIC / licence).stat().st_size > 500
    assert all(re.search(r"-\d+\.\d+", path.name) for path in files)


def test_every_static_file_a_template_names_is_there():
    named = {name for path in TEMPLATES for name in re.findall(r"\{% static [\"']([^\"']+)", path.read_text())}
    named |= set(re.findall(r"/static/([^\"]+)", (ROOT / "templates/errors/500.html").read_text()))
    assert named
    assert all((STATIC / name).is_file() for name in named)

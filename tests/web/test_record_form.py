"""The form of every published case: what it sends back unchanged changes nothing."""

from __future__ import annotations

import pytest
from jinja2 import Template

from allianceskg.files import Home
from allianceskg.records.field_values import fields_of, record_of
from allianceskg.records.fields import RecordKinds
from allianceskg.records.referable import Known
from allianceskg.records.turtle_text import format_record, load_kinds, parse_record
from allianceskg.records.typed_values import TypedValues
from allianceskg.web.curate.form import Form, FormTools
from allianceskg.web.curate.form_data import fields_from, parse_form
from allianceskg.web.rendering import templates
from tests.curation.test_draft_pages import inputs

PAGE = (
    '{% import "curate/_form.html" as cu with context %}<form>{% for section in sections %}'
    "{% for one in section.fields %}{{ cu.field(one) }}{% endfor %}{% for one in section.rare %}{{ cu.field(one) }}{% endfor %}"
    "{% endfor %}</form>"
)


@pytest.fixture(scope="module")
def kinds(home: Home) -> RecordKinds:
    return load_kinds(home)


@pytest.fixture(scope="module")
def tools(home: Home, kinds: RecordKinds) -> FormTools:
    known = Known(home)
    return FormTools(kinds, known, TypedValues(known), {}, "fr")


@pytest.fixture(scope="module")
def page() -> Template:
    return templates().from_string(PAGE)


def test_every_published_case_opened_and_saved_unchanged_is_the_same_bytes(
    home: Home, tools: FormTools, page: Template
) -> None:
    paths = sorted((home.data / "cases").glob("*.ttl"))
    assert len(paths) >= 320
    for path in paths:
        record = parse_record(path.read_bytes(), tools.kinds, source=path.name)
        before = fields_of(record, tools.values)
        shown = page.render(sections=Form(tools, record.kind, before).sections(), language="fr")

        after = fields_from(inputs(shown), record.kind, tools.kinds, before=before, name_of=tools.name_of)

        assert after == before, path.name
        read = record_of(after, tools.values, tools.kinds, base=record)
        assert not read.faults, path.name
        assert format_record(read.record).encode() == path.read_bytes(), path.name


def test_what_a_form_sends_is_read_in_its_order_and_as_it_is() -> None:
    sent = parse_form(b"f.title.fr=a%0D%0Ab&f.role=x&f.role=&e=%F0%9F%98%80")
    assert sent == [("f.title.fr", "a\nb"), ("f.role", "x"), ("f.role", ""), ("e", "😀")]
    with pytest.raises(ValueError, match="fields"):
        parse_form(b"&".join([b"a=1"] * 20_001))


def test_only_what_a_form_shows_is_changed(tools: FormTools) -> None:
    before = {
        "title": {"fr": "Avant", "de": "Vorher"},
        "created": "2020-01-01",
        "hasPlace": [
            {"id": "place-1", "kind": "PlaceStatement", "territory": "commune-45234", "note": [{"text": "x"}]}
        ],
    }
    sent = [
        ("f.title.fr", "Après"), ("f.title.de", "Vorher"), ("f.hasPlace", ""), ("f.hasPlace.0.id", "place-1"),
        ("f.hasPlace.0.kind", "PlaceStatement"), ("f.hasPlace.0.territory", "Orléans (commune-45234)"),
    ]  # fmt: skip
    after = fields_from(sent, tools.kinds.case, tools.kinds, before=before, name_of=tools.name_of)
    assert after == {**before, "title": {"fr": "Après", "de": "Vorher"}}
    emptied = fields_from([("f.hasPlace", "")], tools.kinds.case, tools.kinds, before=before, name_of=tools.name_of)
    assert "hasPlace" not in emptied

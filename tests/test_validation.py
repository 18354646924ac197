"""`allianceskg.validation`: what is judged, what is an error, and what a curator reads."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from rdflib import Graph, Literal

from allianceskg.errors import DataError, TurtleSyntaxError
from allianceskg.files import Home
from allianceskg.language import LANGUAGES
from allianceskg.rdf import turtle
from allianceskg.terms import PREFIXES, VOCABULARY
from allianceskg.validation import Finding, Report, Validator, validate_catalogue, validate_files
from allianceskg.validation.location import Lines
from allianceskg.validation.nodes import RDF, SH, compact, name_of, read
from allianceskg.validation.reference import Reference

TRIAL = Path(__file__).parent / "shapes" / "trial"
# The shape that finds each of the ten mistakes, and what its finding names as the thing to write.
MENDS = {
    "CaseStudy-title-en": 'dcterms:title "Title of the case"@en',
    "CaseStudy-created": '"2020-12-31"^^xsd:date',
    "CaseStudyShape": "akg:hasPlace",
    "ModelStatement-model": "akg:category voc-partnership-models:mecenat",
    "Participation-participant": "actor:danone",
    "Graph-fragment": "<…#source-1>",
    "PlaceStatement-territory": "territory:departement-45",
    "PeriodStatement-order": "akg:startDate",
    "NarrativeStatement-description": '"Résultat inventé."@fr',
    "SubjectStatement-subject": "voc-themes:numerique",
}
DANONE = "https://w3id.org/alliances/case/danone-grameen"


@pytest.fixture(scope="module")
def validator(home: Home) -> Validator:
    return Validator(home)


@pytest.fixture(scope="module")
def trial(validator: Validator) -> Report:
    return validator.files([TRIAL / "dix-erreurs.ttl"])


@pytest.fixture
def danone(home: Home) -> str:
    return (home.data / "cases" / "danone-grameen.ttl").read_text(encoding="utf-8")


@pytest.fixture
def other_home(home: Home, tmp_path: Path) -> Home:
    """The real ontology with one published case of its own."""
    (tmp_path / "ontology").symlink_to(home.ontology)
    for folder in ("actors", "resources", "territories"):
        (tmp_path / "data").mkdir(exist_ok=True)
        (tmp_path / "data" / folder).symlink_to(home.data / folder)
    (tmp_path / "data" / "cases").mkdir()
    return Home(tmp_path)


def shapes_of(report: Report) -> list[str]:
    return [name_of(finding.shape) for finding in report.findings if finding.severity != "info"]


def by_shape(report: Report) -> dict[str, Finding]:
    return {name_of(finding.shape): finding for finding in report.findings}


class TestThePublishedCatalogue:
    def test_every_case_actor_and_resource_conforms(self, home: Home) -> None:
        report = validate_catalogue(home)

        assert [
            (finding.file, finding.line, finding.message.fr)
            for finding in report.findings
            if finding.severity == "violation"
        ] == []
        assert report.conforms
        files = {path for kind in ("cases", "actors", "resources") for path in (home.data / kind).glob("*.ttl")}
        assert {Path(record.file) for record in report.records} == files

    def test_the_ontology_keeps_to_its_own_style(self, validator: Validator) -> None:
        assert [(finding.focus, finding.message.fr) for finding in validator.ontology().findings] == []

    def test_the_line_of_every_triple_is_known(self, home: Home) -> None:
        for path in sorted((home.data / "cases").glob("*.ttl")):
            text = path.read_text(encoding="utf-8")
            lines, written = Lines(text), text.splitlines()
            for subject, predicate, value in read(path):
                line = lines.find(str(subject), str(predicate), value)
                shown = compact(str(value)) if not isinstance(value, Literal) else value[:20]
                assert line is not None
                assert shown.replace('"', '\\"') in written[line - 1], (path.name, line, shown)


class TestOneFile:
    def test_a_given_file_stands_for_the_published_record(
        self, validator: Validator, danone: str, tmp_path: Path
    ) -> None:
        path = tmp_path / "copie.ttl"
        path.write_text(re.sub(r'\n *"Danone and Grameen Bank[^\n]*@en ,', "", danone), encoding="utf-8")

        report = validator.files([path])

        assert shapes_of(report) == ["CaseStudy-title-en"]
        assert [(record.iri, record.kind, record.file) for record in report.records] == [(DANONE, "case", str(path))]

    def test_an_actor_or_a_resource_is_judged_alone(self, home: Home, validator: Validator) -> None:
        report = validator.files(
            [home.data / "actors" / "danone.ttl", home.data / "resources" / "mooc-partenariats.ttl"]
        )

        assert report.conforms
        assert [record.kind for record in report.records] == ["actor", "resource"]

    def test_a_case_may_refer_to_an_actor_given_beside_it(
        self, validator: Validator, danone: str, tmp_path: Path
    ) -> None:
        case, actor = tmp_path / "case.ttl", tmp_path / "actor.ttl"
        case.write_text(danone.replace("actor:danone ", "actor:acteur-invente "), encoding="utf-8")
        actor.write_text(invented_actor(), encoding="utf-8")

        assert "Participation-participant" in shapes_of(validator.files([case]))
        assert shapes_of(validator.files([case, actor])) == []

    def test_a_folder_is_all_its_turtle_files(self, validator: Validator, tmp_path: Path) -> None:
        (tmp_path / "sous-dossier").mkdir()
        (tmp_path / "sous-dossier" / "acteur.ttl").write_text(invented_actor(), encoding="utf-8")
        (tmp_path / "notes.txt").write_text("rien", encoding="utf-8")

        assert len(validator.files([tmp_path]).records) == 1

    def test_a_record_given_twice_is_a_finding(self, validator: Validator, tmp_path: Path) -> None:
        for name in ("a.ttl", "b.ttl"):
            (tmp_path / name).write_text(invented_actor(), encoding="utf-8")

        report = validator.files([tmp_path])

        assert [(name_of(finding.shape), Path(finding.file).name) for finding in report.findings] == [
            ("Graph-oneRecord", "b.ttl")
        ]

    def test_warnings_and_infos_alone_conform(self, validator: Validator, danone: str) -> None:
        report = validator.text(danone.replace("voc-editorial-statuses:publie", "voc-editorial-statuses:brouillon"))

        assert shapes_of(report) == ["CaseStudy-editorialStatus-draft"]
        assert report.conforms
        assert report.counts()["warning"] == 1

    def test_a_case_outside_france_needs_no_french_territory(self, home: Home, validator: Validator) -> None:
        report = validator.files([home.data / "cases" / "danone-grameen.ttl"])

        assert report.findings == ()

    def test_an_address_without_its_scheme_is_shown_as_written(self, validator: Validator) -> None:
        report = validator.text(invented_actor().replace("<https://www.example.org>", "<www.example.org>"))

        finding = by_shape(report)["Actor-homepage"]
        assert finding.value == "<www.example.org>"
        assert "<https://www.example.org>" in finding.mend.fr

    def test_comments_and_any_layout_keep_their_lines(self, validator: Validator) -> None:
        text = (
            invented_actor()
            .replace("    akg:siren", '# un commentaire "\n# et un autre <\n\n    akg:siren')
            .replace("356000000", "35600000")
        )

        finding = by_shape(validator.text(text))["Actor-siren"]

        assert finding.line is not None
        assert '"35600000"' in text.splitlines()[finding.line - 1]


class TestPublishedFiles:
    def test_a_file_bears_the_name_of_its_case(self, other_home: Home, danone: str) -> None:
        path = other_home.data / "cases" / "autre-nom.ttl"
        path.write_text(danone, encoding="utf-8")

        report = validate_files([path], other_home)

        finding = by_shape(report)["Graph-fileName"]
        assert (finding.severity, finding.value) == ("violation", '"autre-nom.ttl"')

    def test_a_draft_is_not_published(self, other_home: Home, danone: str) -> None:
        path = other_home.data / "cases" / "danone-grameen.ttl"
        path.write_text(
            danone.replace("voc-editorial-statuses:publie", "voc-editorial-statuses:brouillon"), encoding="utf-8"
        )

        report = validate_catalogue(other_home)

        assert "Graph-published" in shapes_of(report)
        assert not report.conforms


class TestErrors:
    def test_broken_turtle_gives_file_line_column_and_the_line_itself(
        self, validator: Validator, tmp_path: Path
    ) -> None:
        path = tmp_path / "case.ttl"
        path.write_text(
            "@prefix akg: <https://w3id.org/alliances/ontology#> .\n\n<http://e.org/x> a akg:CaseStudy ; ] .\n\n# la suite\n",
            encoding="utf-8",
        )

        with pytest.raises(TurtleSyntaxError) as caught:
            validator.files([path])

        fault = caught.value
        assert (fault.source, fault.line) == (str(path), 3)
        assert fault.column is not None
        assert fault.excerpt == "<http://e.org/x> a akg:CaseStudy ; ] ."
        for language in LANGUAGES:
            assert str(path) in fault.message.in_language(language)
            assert "^" in fault.message.in_language(language)

    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"<http://e.org/x> a <http://e.org/Thing> .",
            '<http://e.org/x> <http://e.org/p> "\xe9t\xe9" .'.encode("latin-1"),
        ],
        ids=["empty", "no record", "not UTF-8"],
    )
    def test_a_file_that_describes_nothing_is_an_error(
        self, validator: Validator, tmp_path: Path, content: bytes
    ) -> None:
        path = tmp_path / "fichier.ttl"
        path.write_bytes(content)

        with pytest.raises(DataError) as caught:
            validator.files([path])

        assert str(path) in caught.value.message.fr
        assert str(path) in caught.value.message.en
        assert caught.value.hint is not None

    def test_a_missing_file_and_an_empty_folder_are_errors(self, validator: Validator, tmp_path: Path) -> None:
        for path in (tmp_path / "absent.ttl", tmp_path):
            with pytest.raises(DataError, match=re.escape(str(path))):
                validator.files([path])

    def test_a_vocabulary_is_not_a_record(self, home: Home, validator: Validator) -> None:
        with pytest.raises(DataError, match="no case, actor or resource"):
            validator.files([home.ontology / "vocabularies" / "themes.ttl"])


class TestJsonLd:
    def test_a_case_in_json_ld_is_judged_like_its_turtle(
        self, home: Home, validator: Validator, tmp_path: Path
    ) -> None:
        context = json.loads((home.ontology / "context.jsonld").read_text(encoding="utf-8"))["@context"]
        graph = Graph().parse(home.data / "cases" / "danone-grameen.ttl")
        document = json.loads(graph.serialize(format="json-ld", context=context, auto_compact=False))
        document["@context"] = "https://w3id.org/alliances/context.jsonld"
        path = tmp_path / "case.jsonld"
        path.write_text(json.dumps(document), encoding="utf-8")

        assert validator.files([path]).findings == ()
        assert validator.text(json.dumps(document), form="json-ld").findings == ()

    def test_no_other_context_is_fetched(self, validator: Validator) -> None:
        text = json.dumps({"@context": "https://www.example.org/context.jsonld", "@id": DANONE})

        with pytest.raises(DataError, match=r"https://www\.example\.org/context\.jsonld"):
            validator.text(text, form="json-ld", source="requête")

    def test_broken_json_gives_its_line(self, validator: Validator) -> None:
        with pytest.raises(DataError, match="requête, line 2, column 1"):
            validator.text("{\n", form="json-ld", source="requête")


class TestTerritories:
    @pytest.mark.parametrize(
        "name",
        [
            "commune-45234", "commune-2B033", "departement-2A", "departement-75", "region-24", "epci-244500468",
            "ept-200057941", "arrondissement-69381", "country-BD", "country-FR",
        ],
    )  # fmt: skip
    def test_every_level_is_found_by_its_code(self, home: Home, name: str) -> None:
        assert Reference(home).has_territory(f"https://w3id.org/alliances/territory/{name}")

    @pytest.mark.parametrize("name", ["departement-99", "commune-4523", "commune-45234x", "ville-45234", ""])
    def test_an_unknown_code_is_not_found(self, home: Home, name: str) -> None:
        assert not Reference(home).has_territory(f"https://w3id.org/alliances/territory/{name}")

    def test_homonyms_are_all_named(self, home: Home) -> None:
        found = Reference(home).territories_named("Courcy")

        assert len(found) == 3
        assert all("/commune-" in iri for iri in found)


class TestTheCuratorsTrial:
    """One invented case with ten mistakes: each is one finding that names what to write, and the mends suffice."""

    def test_ten_mistakes_give_ten_findings(self, trial: Report) -> None:
        assert sorted(shapes_of(trial)) == sorted(MENDS)
        assert trial.counts() == {"violation": 9, "warning": 1, "info": 0}

    @pytest.mark.parametrize("shape", MENDS)
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_each_finding_names_what_to_write(self, trial: Report, shape: str, language: str) -> None:
        finding = by_shape(trial)[shape]

        told = f"{finding.message.in_language(language)} {finding.mend.in_language(language)}"  # type: ignore[arg-type]

        assert MENDS[shape] in told

    def test_each_finding_names_the_line_of_the_mistake(self, trial: Report) -> None:
        lines = (TRIAL / "dix-erreurs.ttl").read_text(encoding="utf-8").splitlines()

        for finding in trial.findings:
            assert finding.line is not None
            assert finding.path is not None
            assert compact(finding.path) in lines[finding.line - 1]

    def test_each_finding_has_an_example_from_a_published_case(self, trial: Report, home: Home) -> None:
        prefixes = {
            **PREFIXES,
            **{
                f"voc-{path.stem}": f"{VOCABULARY}{path.stem}/"
                for path in (home.ontology / "vocabularies").glob("*.ttl")
            },
        }
        header = "".join(f"@prefix {name}: <{namespace}> .\n" for name, namespace in prefixes.items())
        for finding in trial.findings:
            assert finding.example is not None, finding.shape
            triples = turtle.parse(header + finding.example.turtle, source=finding.shape)
            path = home.data / "cases" / f"{finding.example.record.rsplit('/', 1)[-1]}.ttl"
            assert set(triples) <= set(turtle.read(path))

    def test_an_example_does_not_have_the_fault_that_it_mends(self, validator: Validator, home: Home) -> None:
        text = (home.data / "cases" / "lazare-imoca-27-sponsors.ttl").read_text(encoding="utf-8")

        (finding,) = [one for one in validator.text(text).findings if one.severity == "warning"]

        assert finding.example is not None
        assert finding.example.turtle.count("#participation-") >= 2

    def test_the_mends_suffice(self, validator: Validator) -> None:
        text = (TRIAL / "dix-erreurs.ttl").read_text(encoding="utf-8")
        for wrong, right in (
            ('rédactrice"@fr', 'rédactrice"@fr , "Invented case"@en'),
            ('"31/12/2020"^^xsd:date', '"2020-12-31"^^xsd:date'),
            ("    akg:hasPlaces <https://w3id.org/alliances/case/cas-invente#place-1> ;\n", ""),
            ("akg:model voc-partnership-models:mecenat", "akg:category voc-partnership-models:mecenat"),
            ("actor:danonne", "actor:danone"),
            ("#source-2>", "#source-1>"),
            ('"Loiret"@fr', "territory:departement-45"),
            ('akg:endDate "2010-06"', 'akg:endDate "2012-06"'),
            ("<b>inventé</b>", "inventé"),
            ("voc-themes:numerik", "voc-themes:numerique"),
        ):
            assert wrong in text
            text = text.replace(wrong, right)

        assert validator.text(text).findings == ()


class TestTheReport:
    def test_turtle_is_a_standard_shacl_report_in_both_languages(self, trial: Report) -> None:
        graph = Graph().parse(data=trial.to_turtle(), format="turtle")
        report = graph.value(None, RDF.type, SH.ValidationReport)
        results = list(graph.objects(report, SH.result))

        assert graph.value(report, SH.conforms) == Literal(False)
        assert {str(graph.value(result, SH.sourceShape)) for result in results} == {one.shape for one in trial.findings}
        for result in results:
            for required in (SH.focusNode, SH.resultSeverity, SH.sourceConstraintComponent):
                assert len(set(graph.objects(result, required))) == 1
            assert {text.language for text in graph.objects(result, SH.resultMessage) if isinstance(text, Literal)} == {
                "fr",
                "en",
            }

    def test_an_empty_report_conforms_in_turtle_too(self, home: Home, validator: Validator) -> None:
        report = validator.files([home.data / "cases" / "danone-grameen.ttl"])
        graph = Graph().parse(data=report.to_turtle(), format="turtle")

        assert [str(value) for value in graph.objects(None, SH.conforms)] == ["true"]
        assert len(graph) == 2

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_json_groups_by_record_in_one_language(self, trial: Report, language: str) -> None:
        answer = json.loads(trial.to_json(language))  # type: ignore[arg-type]

        assert (answer["conforms"], answer["judged"]) == (False, 1)
        assert answer["counts"] == {"violation": 9, "warning": 1, "info": 0}
        (record,) = answer["records"]
        assert record["record"] == "https://w3id.org/alliances/case/cas-invente"
        assert len(record["findings"]) == 10
        title = next(one for one in record["findings"] if one["shape"].endswith("CaseStudy-title-en"))
        assert title["message"].startswith({"fr": "Donnez au cas", "en": "Give the case"}[language])

    def test_findings_are_ordered_by_severity_then_line(self, validator: Validator, danone: str) -> None:
        report = validator.text(
            danone.replace("voc-editorial-statuses:publie", "voc-editorial-statuses:brouillon").replace(
                "territory:country-BD", "territory:country-XX"
            )
        )

        assert [finding.severity for finding in report.findings] == ["violation", "warning"]

    def test_two_runs_give_the_same_bytes(self, home: Home, trial: Report) -> None:
        again = validate_files([TRIAL / "dix-erreurs.ttl"], home)

        assert again.to_json("fr") == trial.to_json("fr")
        assert again.to_turtle() == trial.to_turtle()


def invented_actor() -> str:
    return """@prefix actor: <https://w3id.org/alliances/actor/> .
@prefix akg: <https://w3id.org/alliances/ontology#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix voc-actor-types: <https://w3id.org/alliances/vocabulary/actor-types/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

actor:acteur-invente
    a akg:Actor ;
    skos:prefLabel "Acteur inventé"@fr ;
    akg:actorType voc-actor-types:association ;
    akg:siren "356000000" ;
    foaf:homepage <https://www.example.org> ;
    akg:hasSource <https://w3id.org/alliances/actor/acteur-invente#source-1> ;
    dcterms:source <https://w3id.org/alliances/actor/acteur-invente#source-1> ;
    dcterms:created "2026-11-23"^^xsd:date ;
    dcterms:modified "2026-11-23"^^xsd:date .

<https://w3id.org/alliances/actor/acteur-invente#source-1>
    a akg:Source ;
    dcterms:title "Page inventée"@fr ;
    foaf:page <https://www.example.org/page> ;
    akg:consultedOn "2026-11-23"^^xsd:date .
"""

"""The description of the catalogue, as it is served, says what DCAT-AP 3.0 asks of a catalogue, a dataset, its distributions and its service."""

from __future__ import annotations

import gzip
import hashlib

import pytest
from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF, SKOS, VOID, XSD
from starlette.testclient import TestClient

from allianceskg.builds import local as builds
from allianceskg.config import read_settings
from allianceskg.web.app import create_app
from allianceskg.web.published_dumps import write_dumps

from .small_home import write_small_home

SPDX = Namespace("http://spdx.org/rdf/terms#")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
CATALOGUE = URIRef("https://w3id.org/alliances/catalogue")
PUBLIC = "https://alliances.example"

# Range of each property that DCAT-AP 3.0 gives a class to, as far as the description uses it.
RANGES = {
    DCTERMS.language: DCTERMS.LinguisticSystem,
    DCTERMS.license: DCTERMS.LicenseDocument,
    DCTERMS.rights: DCTERMS.RightsStatement,
    DCTERMS.publisher: FOAF.Agent,
    DCTERMS.provenance: DCTERMS.ProvenanceStatement,
    DCTERMS.conformsTo: DCTERMS.Standard,
    DCTERMS.spatial: DCTERMS.Location,
    DCAT.theme: SKOS.Concept,
    DCAT.contactPoint: VCARD.Kind,
    DCAT.distribution: DCAT.Distribution,
    DCAT.dataset: DCAT.Dataset,
    DCAT.service: DCAT.DataService,
    DCAT.servesDataset: DCAT.Dataset,
    DCAT.landingPage: FOAF.Document,
    DCAT.mediaType: DCTERMS.MediaType,
    DCAT.compressFormat: DCTERMS.MediaType,
    SPDX.checksum: SPDX.Checksum,
}
MANDATORY = {
    DCAT.Catalog: {DCTERMS.title, DCTERMS.description, DCTERMS.publisher, DCAT.dataset},
    DCAT.Dataset: {DCTERMS.title, DCTERMS.description},
    DCAT.Distribution: {DCAT.accessURL},
    DCAT.DataService: {DCTERMS.title, DCAT.endpointURL},
    SPDX.Checksum: {SPDX.algorithm, SPDX.checksumValue},
    FOAF.Agent: {FOAF.name},
}
RECOMMENDED = {DCAT.contactPoint, DCAT.distribution, DCAT.keyword, DCTERMS.publisher, DCTERMS.spatial, DCAT.theme}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    """A client of a small invented catalogue whose dumps are written."""
    folder = tmp_path_factory.mktemp("described")
    home = write_small_home(folder / "home")
    builds.build(home, folder / "store")
    given = {"ALLIANCESKG_PUBLIC_URL": PUBLIC, "ALLIANCESKG_CONTACT": "mailto:contact@alliances.example"}
    app = create_app(read_settings({"store": folder / "store", "home": home.root}, given))
    write_dumps(app.state.editions.current())
    return TestClient(app)


@pytest.fixture(scope="module")
def served(client: TestClient) -> Graph:
    answer = client.get("/.well-known/void", headers={"accept": "text/turtle", "host": "evil.example"})
    assert "evil.example" not in answer.text
    return Graph().parse(data=answer.text, format="turtle")


@pytest.mark.parametrize("kind", MANDATORY, ids=str)
def test_what_is_mandatory_is_said(served: Graph, kind: URIRef) -> None:
    things = set(served.subjects(RDF.type, kind))

    assert things
    for thing in things:
        assert MANDATORY[kind] <= set(served.predicates(thing)), thing


def test_what_is_recommended_is_said(served: Graph) -> None:
    assert set(served.predicates(CATALOGUE)) >= RECOMMENDED


@pytest.mark.parametrize("link", RANGES, ids=str)
def test_what_is_linked_to_is_of_the_kind_that_is_asked_for(served: Graph, link: URIRef) -> None:
    values = set(served.objects(None, link))

    assert values
    assert [value for value in values if (value, RDF.type, RANGES[link]) not in served] == []


def test_there_is_one_date_and_it_is_that_of_the_last_changed_record(served: Graph) -> None:
    (modified,) = served.objects(CATALOGUE, DCTERMS.modified)

    assert modified.datatype == XSD.date
    assert str(modified) > "2026-11-22"


def test_the_endpoint_and_the_dumps_are_at_the_public_address(served: Graph) -> None:
    assert set(served.objects(CATALOGUE, VOID.sparqlEndpoint)) == {URIRef(f"{PUBLIC}/sparql")}
    assert len(set(served.objects(CATALOGUE, VOID.dataDump))) == 4
    assert all(str(one).startswith(f"{PUBLIC}/dump/") for one in served.objects(CATALOGUE, VOID.dataDump))
    (contact,) = served.objects(CATALOGUE, DCAT.contactPoint)
    assert served.value(contact, VCARD.hasEmail) == URIRef("mailto:contact@alliances.example")


def test_sizes_and_checksums_are_those_of_the_files(served: Graph, client: TestClient) -> None:
    for part in served.objects(CATALOGUE, DCAT.distribution):
        address = str(served.value(part, DCAT.downloadURL)).removeprefix(PUBLIC)
        content = client.get(address).content
        checksum = served.value(part, SPDX.checksum)
        assert served.value(part, DCAT.byteSize) == Literal(len(content), datatype=XSD.nonNegativeInteger)
        assert str(served.value(checksum, SPDX.checksumValue)).lower() == hashlib.sha256(content).hexdigest()
        assert gzip.decompress(content)


def test_classes_and_properties_are_counted(served: Graph) -> None:
    classes = {served.value(part, VOID["class"]) for part in served.objects(CATALOGUE, VOID.classPartition)}

    assert URIRef("https://w3id.org/alliances/ontology#CaseStudy") in classes
    uncounted = {
        served.value(part, VOID["class"])
        for part in served.objects(CATALOGUE, VOID.classPartition)
        if served.value(part, VOID.entities) is None
    }
    assert uncounted == {URIRef("https://w3id.org/alliances/ontology#Resource")}, "this small catalogue holds no other"
    assert served.value(CATALOGUE, VOID.triples) is not None


def test_the_tag_changes_with_what_this_host_says(client: TestClient) -> None:
    tag = client.get("/catalogue.ttl").headers["etag"]

    assert client.get("/catalogue.ttl", headers={"if-none-match": tag}).status_code == 304


def test_the_page_of_the_data_is_a_dataset_to_search_engines(client: TestClient) -> None:
    page = client.get("/dump/", headers={"accept": "text/html"}).text

    assert '"@type": "Dataset"' in page
    assert page.count('"@type": "DataDownload"') == 4
    assert f"{PUBLIC}/dump/allianceskg-" in page


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/actor/acteur-invente", "Organization"),
        ("/vocabulary/needs", "DefinedTermSet"),
        ("/vocabulary/needs/definir-strategie", "DefinedTerm"),
        ("/query/catalogue/case-titles", "SoftwareSourceCode"),
        ("/catalogue", "Dataset"),
        ("/ontology", "DefinedTermSet"),
    ],
)
def test_every_page_of_a_thing_is_described_to_search_engines(client: TestClient, path: str, kind: str) -> None:
    assert f'"@type": "{kind}"' in client.get(f"{path}.html").text


@pytest.mark.parametrize("name", ["case", "actor", "territory", "vocabulary", "resource"])
def test_every_kind_of_thing_has_a_list(client: TestClient, name: str) -> None:
    listed = Graph().parse(data=client.get(f"/{name}.ttl").text, format="turtle")
    members = list(
        listed.objects(URIRef(f"https://w3id.org/alliances/{name}"), URIRef("http://www.w3.org/ns/hydra/core#member"))
    )

    assert members or name in ("resource", "territory")
    assert client.get(f"/{name}", headers={"accept": "text/html"}).status_code == 200
    for member in members[:3]:
        path = str(member).removeprefix("https://w3id.org/alliances")
        # Built without the gate, which leaves a withdrawn case out of what can be listed.
        expected = 410 if path == "/case/cas-retire" else 200
        assert client.get(path, headers={"accept": "text/turtle"}).status_code == expected


def test_the_iri_of_a_named_graph_answers(client: TestClient) -> None:
    graph = client.get("/case/atelier-invente/graph", headers={"accept": "text/turtle"})
    inferred = client.get("/inferred/19-organizations/graph", headers={"accept": "text/html"}, follow_redirects=False)
    page = client.get("/case/atelier-invente/graph", headers={"accept": "text/html"}, follow_redirects=False)

    assert "atelier-invente" in graph.text
    assert inferred.headers["location"] == "/query/materialise/19-organizations.html"
    assert page.headers["location"] == "/case/atelier-invente.html"


@pytest.mark.parametrize(
    ("query", "asked", "is_in_schema_org"),
    [
        ("", "<https://schema.org/>", True),
        ("", "<https://schema.org/>;q=0.2, <https://w3id.org/alliances/ontology>;q=0.9", False),
        ("", "<https://example.org/other>", False),
        ("?_profile=schema", "", True),
        ("?_profile=akg", "<https://schema.org/>", False),
        ("?_profile=other", "", False),
    ],
)
def test_the_vocabulary_of_an_answer_is_negotiated(
    client: TestClient, query: str, asked: str, is_in_schema_org: bool
) -> None:
    answer = client.get(f"/actor/acteur-invente.ttl{query}", headers={"accept-profile": asked})

    assert "Accept-Profile" in answer.headers["vary"]
    expected = "https://schema.org/" if is_in_schema_org else "https://w3id.org/alliances/ontology"
    assert answer.headers["content-profile"] == f"<{expected}>"
    assert answer.headers["content-type"].startswith("application/ld+json" if is_in_schema_org else "text/turtle")
    assert f'<{expected}>; rel="profile"' in answer.headers["link"]

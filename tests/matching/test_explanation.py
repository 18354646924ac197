"""The sentences: what was asked, what the case records, with which source; in French and in English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from allianceskg.language import Text
from allianceskg.library.catalogue import Catalogue
from allianceskg.matching.answer import Answer
from allianceskg.matching.explanation import criterion_in_words, state_of
from allianceskg.model import CriterionAssessment, Profile, SoughtActor
from allianceskg.terms import BASE

from .catalogues import InventedCase, InventedCatalogue, criteria_of, partner

HYBRID = Profile(partners=(partner(aims_at="business-model"),), features=("co-entreprise",))
LED = InventedCase("invente", functions=(("accompagnements", None),))

SENTENCES = [
    pytest.param(
        HYBRID,
        InventedCase("invente", models=("modele-hybride",)),
        "met",
        "Suit le modèle « Modèle hybride », recommandé pour votre profil [exemple.org].",
        "Follows the model “Hybrid model”, recommended for your profile [exemple.org].",
        id="model met",
    ),
    pytest.param(
        Profile(partners=HYBRID.partners),
        InventedCase("invente", models=("modele-hybride", "modele-cooperation-economique", "rd-societale")),
        "met",
        "Suit les modèles « Coopération économique », « Modèle hybride », recommandés pour votre profil [exemple.org].",
        "Follows the models “Economic cooperation”, “Hybrid model”, recommended for your profile [exemple.org].",
        id="two models met, a third not asked",
    ),
    pytest.param(
        HYBRID,
        InventedCase("invente", models=("modele-cooperation-economique", "rd-societale")),
        "partly-met",
        "Relève de la catégorie recommandée « Coopération économique », mais par un modèle qui n'est pas celui "
        "recommandé : « Coopération économique (modèle) » [exemple.org].",
        "Belongs to the recommended category “Economic cooperation”, but by a model that is not the recommended one: "
        "“Economic cooperation (model)” [exemple.org].",
        id="model partly met, with the name of its category",
    ),
    pytest.param(
        HYBRID,
        InventedCase("invente", categories=("cooperation-economique",)),
        "partly-met",
        "Relève de la catégorie recommandée « Coopération économique », sans que son modèle soit précisé "
        "[exemple.org].",
        "Belongs to the recommended category “Economic cooperation”, without its model being stated [exemple.org].",
        id="only the category known",
    ),
    pytest.param(
        Profile(functions=("accompagnements",), partners=(partner(aims_at="processus"),)),
        InventedCase("invente", models=("modele-cooperation-economique",), functions=LED.functions),
        "unmet",
        "Suit un autre modèle : « Coopération économique » (catégorie « Coopération économique ») [exemple.org].",
        "Follows another model: “Economic cooperation” (category “Economic cooperation”) [exemple.org].",
        id="model unmet",
    ),
    pytest.param(
        Profile(functions=("accompagnements",), partners=(partner(aims_at="processus"),)),
        InventedCase("invente", categories=("mecenat",), functions=LED.functions),
        "unmet",
        "Relève d'une autre catégorie : « Mécénat » (modèle non précisé) [exemple.org].",
        "Belongs to another category: “Philanthropy” (model not stated) [exemple.org].",
        id="only another category known",
    ),
    pytest.param(
        Profile(functions=("accompagnements",), partners=(partner(aims_at="processus"),)),
        LED,
        "unknown",
        "Non renseigné : ce cas n'indique aucun modèle de partenariat.",
        "Not recorded: this case states no partnership model.",
        id="model unknown",
    ),
    pytest.param(
        Profile(functions=("accompagnements",)),
        InventedCase("invente", functions=(("accompagnements", "commune-45234"), ("dialogue-territorial", None))),
        "met",
        "Exerce la fonction « Accompagnements » (territoire : Orléans) [exemple.org].",
        "Performs the function “Support and coaching” (territory: Orléans) [exemple.org].",
        id="function met",
    ),
    pytest.param(
        Profile(functions=("gestion-d-un-lieu", "accompagnements")),
        LED,
        "unmet",
        "Exerce une autre fonction : « Accompagnements » [exemple.org].",
        "Performs another function: “Support and coaching” [exemple.org].",
        id="function unmet",
    ),
    pytest.param(
        Profile(functions=("gestion-d-un-lieu",), partners=(partner(aims_at="business-model"),)),
        InventedCase("invente", models=("modele-hybride",)),
        "unknown",
        "Non renseigné : ce cas n'indique aucune fonction de catalyse.",
        "Not recorded: this case states no catalyst function.",
        id="function unknown",
    ),
    pytest.param(
        Profile(territory="commune-45234"),
        InventedCase("invente", places=("commune-45234", "region-24")),
        "met",
        "Situé sur le territoire demandé : Orléans [exemple.org].",
        "Placed on the asked territory: Orléans [exemple.org].",
        id="on the territory",
    ),
    pytest.param(
        Profile(territory="departement-45"),
        InventedCase("invente", places=("commune-45234", "commune-45147", "country-BD")),
        "met",
        "Situé dans le territoire demandé, Loiret : Fleury-les-Aubrais, Orléans [exemple.org].",
        "Placed inside the asked territory, Loiret: Fleury-les-Aubrais, Orléans [exemple.org].",
        id="inside the territory",
    ),
    pytest.param(
        Profile(territory="commune-45234"),
        InventedCase("invente", places=("commune-45147", "departement-45")),
        "partly-met",
        "Situé non loin, Fleury-les-Aubrais : même intercommunalité que le territoire demandé, Orléans "
        "(Orléans Métropole) [exemple.org].",
        "Placed not far off, Fleury-les-Aubrais: same intercommunality as the asked territory, Orléans "
        "(Orléans Métropole) [exemple.org].",
        id="nearby",
    ),
    pytest.param(
        Profile(territory="commune-94018"),
        InventedCase("invente", places=("commune-94046",)),
        "partly-met",
        "Situé non loin, Maisons-Alfort : même établissement public territorial que le territoire demandé, "
        "Charenton-le-Pont (Paris Est Marne et Bois) [exemple.org].",
        "Placed not far off, Maisons-Alfort: same territorial public body (EPT) as the asked territory, "
        "Charenton-le-Pont (Paris Est Marne et Bois) [exemple.org].",
        id="nearby, in the EPT and not only in the Grand Paris",
    ),
    pytest.param(
        Profile(territory="commune-45234"),
        InventedCase("invente", places=("departement-45", "region-24")),
        "partly-met",
        "Couvre le territoire demandé, Orléans : situé sur un territoire plus large, Loiret [exemple.org].",
        "Covers the asked territory, Orléans: placed on a wider territory, Loiret [exemple.org].",
        id="around the territory",
    ),
    pytest.param(
        Profile(territory="commune-45234", themes=("emploi",)),
        InventedCase("invente", places=("country-BD",), themes=("emploi",)),
        "unmet",
        "Situé ailleurs : Bangladesh [exemple.org].",
        "Placed elsewhere: Bangladesh [exemple.org].",
        id="elsewhere",
    ),
    pytest.param(
        Profile(territory="commune-45234", themes=("emploi",)),
        InventedCase("invente", themes=("emploi",)),
        "unknown",
        "Non renseigné : le lieu de ce cas n'est pas connu.",
        "Not recorded: where this case takes place is not known.",
        id="no place known",
    ),
    pytest.param(
        Profile(themes=("emploi", "economie-circulaire", "reemploi")),
        InventedCase("invente", themes=("reemploi", "numerique")),
        "partly-met",
        "Thème recherché et recensé : « Réemploi » [exemple.org].",
        "Theme sought and recorded: “Reuse” [exemple.org].",
        id="theme met",
    ),
    pytest.param(
        Profile(themes=("economie-circulaire", "emploi")),
        InventedCase("invente", themes=("reemploi", "emploi")),
        "partly-met",
        "Thèmes recherchés et recensés : « Emploi », « Réemploi » (qui relève de « Économie circulaire ») "
        "[exemple.org].",
        "Themes sought and recorded: “Employment”, “Reuse” (part of “Circular economy”) [exemple.org].",
        id="themes met, one by a broader one",
    ),
    pytest.param(
        Profile(themes=("handicap",), functions=("accompagnements",)),
        InventedCase("invente", themes=("reemploi", "emploi"), functions=LED.functions),
        "unknown",
        "Thème recherché non recensé ; ce cas en porte d'autres : « Emploi », « Réemploi » [exemple.org].",
        "Theme sought not recorded; this case bears others: “Employment”, “Reuse” [exemple.org].",
        id="other themes recorded",
    ),
    pytest.param(
        Profile(themes=("handicap",), functions=("accompagnements",)),
        LED,
        "unknown",
        "Non renseigné : aucun thème n'est indiqué.",
        "Not recorded: no theme is stated.",
        id="themes unknown",
    ),
    pytest.param(
        Profile(needs=("evaluer-pertinence",)),
        InventedCase("invente", needs=("evaluer-pertinence", "apprendre-a-faire-alliance")),
        "met",
        "Besoin recherché et recensé : « Évaluer sa pertinence » [exemple.org].",
        "Need sought and recorded: “Evaluate one's relevance” [exemple.org].",
        id="need met",
    ),
    pytest.param(
        Profile(needs=("evaluer-pertinence",), functions=("accompagnements",)),
        InventedCase("invente", needs=("apprendre-a-faire-alliance",), functions=LED.functions),
        "unknown",
        "Besoin recherché non recensé ; ce cas en porte un autre : « Apprendre à faire alliance » [exemple.org].",
        "Need sought not recorded; this case bears another: “Learn to form alliances” [exemple.org].",
        id="another need recorded",
    ),
    pytest.param(
        Profile(needs=("evaluer-pertinence",), functions=("accompagnements",)),
        LED,
        "unknown",
        "Non renseigné : aucune source ne dit à quel besoin du territoire ce cas répond.",
        "Not recorded: no source says which territorial need this case answers.",
        id="need unknown",
    ),
    pytest.param(
        Profile(sdgs=(17,)),
        InventedCase("invente", goals=("17", "8")),
        "met",
        "Objectif recherché et recensé : « ODD 17, Partenariats pour la réalisation des objectifs » [exemple.org].",
        "Goal sought and recorded: “SDG 17, Partnerships for the goals” [exemple.org].",
        id="goal met",
    ),
    pytest.param(
        Profile(sdgs=(17,), functions=("accompagnements",)),
        InventedCase("invente", goals=("8",), functions=LED.functions),
        "unknown",
        "Objectif recherché non recensé ; ce cas en porte un autre : « ODD 8, Travail décent et croissance économique » "
        "[exemple.org].",
        "Goal sought not recorded; this case bears another: “SDG 8, Decent work and economic growth” [exemple.org].",
        id="another goal recorded",
    ),
    pytest.param(
        Profile(sdgs=(17,)),
        InventedCase("invente", kinds=("Alliance",)),
        "met",
        "Objectif recherché et recensé : « ODD 17, Partenariats pour la réalisation des objectifs » [le kit, ligne 8].",
        "Goal sought and recorded: “SDG 17, Partnerships for the goals” [the kit, line 8].",
        id="every alliance serves goal 17",
    ),
    pytest.param(
        Profile(situation="Un moulin et du savon"),
        InventedCase("invente", title="Le savon", facts=("Les moulins",)),
        "partly-met",
        "Mots communs : « savon » (titre), « moulin » (faits).",
        "Words in common: “savon” (title), “moulin” (facts).",
        id="words, those that count most first",
    ),
    pytest.param(
        Profile(situation="Nous aimons le réemploi"),
        InventedCase("invente", themes=("reemploi",)),
        "partly-met",
        "Mots communs : « réemploi » (mots-clés), « réemploi » (compris comme « Réemploi »).",
        "Words in common: “réemploi” (keywords), “réemploi” (understood as “Reuse”).",
        id="a concept that the story names",
    ),
    pytest.param(
        Profile(situation="Un moulin", functions=("accompagnements",)),
        InventedCase("invente", functions=LED.functions),
        "unmet",
        "Aucun des mots demandés ne se trouve dans ce cas.",
        "None of the asked words stands in this case.",
        id="no word in common",
    ),
    pytest.param(
        Profile(themes=("reemploi",)),
        InventedCase("invente", themes=("reemploi",), facts=("Un réemploi",)),
        "met",
        "Thème recherché et recensé : « Réemploi » ; mots des thèmes recherchés : « Réemploi » (faits) [exemple.org].",
        "Theme sought and recorded: “Reuse”; words of the themes sought: “Réemploi” (facts) [exemple.org].",
        id="a theme met, and spoken of",
    ),
    pytest.param(
        Profile(themes=("reemploi",)),
        InventedCase("invente", facts=("Un réemploi",)),
        "partly-met",
        "Aucun thème indiqué, mais des mots des thèmes recherchés se trouvent dans le cas : « Réemploi » (faits).",
        "No theme stated, but words of the themes sought stand in the case: “Réemploi” (facts).",
        id="a theme that is only spoken of",
    ),
    pytest.param(
        Profile(themes=("reemploi",)),
        InventedCase("invente", themes=("economie-circulaire",)),
        "partly-met",
        "Thème voisin de celui recherché : « Économie circulaire » [exemple.org].",
        "Theme close to the one sought: “Circular economy” [exemple.org].",
        id="a broader theme",
    ),
    pytest.param(
        Profile(seeks=(SoughtActor("fondation", "financeur"),)),
        InventedCase("invente", types=("fondation",), roles=("financeur",)),
        "met",
        "Un acteur cherché y participe : invente-fondation (fondation, financeur) [exemple.org].",
        "An actor sought takes part: invente-fondation (foundation, funder) [exemple.org].",
        id="an actor sought, in the role",
    ),
    pytest.param(
        Profile(territory="commune-98818"),
        InventedCase("invente", places=("region-04",)),
        "partly-met",
        "Situé outre-mer, comme le territoire demandé, commune-98818 : region-04 [exemple.org].",
        "Placed overseas, like the asked territory, commune-98818: region-04 [exemple.org].",
        id="overseas too",
    ),
    pytest.param(
        Profile(sdgs=(17,), functions=("accompagnements",)),
        LED,
        "unknown",
        "Non renseigné : aucun objectif de développement durable n'est indiqué.",
        "Not recorded: no sustainable development goal is stated.",
        id="goal unknown",
    ),
]


@pytest.mark.parametrize(("profile", "case", "state", "french", "english"), SENTENCES)
def test_each_state_of_each_criterion_has_its_sentence(
    invented: InventedCatalogue, profile: Profile, case: InventedCase, state: str, french: str, english: str
) -> None:
    others = [InventedCase("autre", facts=("Le moulin, le savon",)), InventedCase("muet")]
    listed = invented.hold([case, *others]).answer(profile, limit=5).matches
    match = next(one for one in listed if one.case == case.iri)
    said = {one.text: one.state for one in match.criteria}
    assert said.get(Text(fr=french, en=english)) == state, said


def test_a_model_does_not_apply_to_an_initiative_nor_a_function_to_an_alliance(invented: InventedCatalogue) -> None:
    catalogue = invented.hold(
        [
            InventedCase("alliance", models=("modele-hybride",), kinds=("Alliance",)),
            InventedCase("initiative", functions=LED.functions, kinds=("CatalystInitiative",)),
        ]
    )
    alliance, initiative = catalogue.answer(replace(HYBRID, functions=("accompagnements",)), limit=5).matches
    assert {one.criterion: one.state for one in alliance.criteria}["function:accompagnements"] == "not-applicable"
    assert {one.criterion: one.state for one in initiative.criteria}["model"] == "not-applicable"
    assert (alliance.points_asked, initiative.points_asked) == (25, 20)
    assert initiative.criteria[0].text.fr.startswith("Sans objet : ")


def test_the_actors_are_named_with_all_their_types_that_count(invented: InventedCatalogue) -> None:
    turtle = """
    @prefix akg: <https://w3id.org/alliances/ontology#> .
    @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
    @prefix type: <https://w3id.org/alliances/vocabulary/actor-types/> .
    <urn:invente:cas> a akg:CaseStudy ; akg:documents <urn:invente:alliance> .
    <urn:invente:alliance> akg:hasParticipation <urn:invente:1> , <urn:invente:2> , <urn:invente:3> .
    <urn:invente:1> akg:participant <urn:invente:fonderie> .
    <urn:invente:2> akg:participant <urn:invente:prefecture> .
    <urn:invente:3> akg:participant <urn:invente:anonyme> .
    <urn:invente:fonderie> skos:prefLabel "La Fonderie inventée"@fr , "The invented Foundry"@en ;
        akg:actorType type:cooperative , type:ess-entreprise .
    <urn:invente:prefecture> skos:prefLabel "Préfecture inventée"@fr ; akg:actorType type:etat .
    """
    catalogue = invented.hold_turtle(turtle)

    def said(*kinds: str) -> Text:
        profile = Profile(partners=tuple(partner(actor_type=kind) for kind in kinds))
        return catalogue.answer(profile, limit=1).matches[0].criteria[0].text

    assert said("entreprise") == Text(
        fr="Un acteur de votre type y participe : La Fonderie inventée (coopérative, entreprise de l'économie sociale "
        "et solidaire).",
        en="One actor of your type takes part: The invented Foundry (cooperative, social economy enterprise).",
    )
    assert said("entreprise", "etat").fr == (
        "Des acteurs de votre type y participent : La Fonderie inventée (coopérative, entreprise de l'économie sociale "
        "et solidaire), Préfecture inventée (services de l'État)."
    )


def test_other_types_of_actors_are_named_when_none_is_of_the_asked_type(invented: InventedCatalogue) -> None:
    catalogue = invented.hold([InventedCase("invente", types=("fondation",), functions=LED.functions)])
    profile = Profile(functions=("accompagnements",), partners=(partner(actor_type="etat"),))
    (match,) = catalogue.answer(profile, limit=1).matches
    assert (
        match.criteria[-1].text.fr
        == "Un autre type d'acteur y participe : invente-fondation (fondation) [exemple.org]."
    )
    silent = invented.hold([LED]).answer(profile, limit=1).matches[0].criteria[-1]
    assert silent.text.fr == "Non renseigné : les acteurs de ce cas ne sont pas connus."


def test_the_holders_of_a_function_are_named(kit_only: Catalogue) -> None:
    answer = kit_only.answer(Profile(functions=("gestion-d-un-lieu",), territory="departement-93"), limit=1)
    assert (
        answer.matches[0]
        .criteria[0]
        .text.fr.startswith(
            "Exerce la fonction « Gestion d'un lieu », tenue par Coopérative Pointcarré (territoire : Seine-Saint-Denis) ["
        )
    )


def test_a_criterion_is_named_in_words(shipped: Catalogue) -> None:
    profile = Profile(partners=HYBRID.partners, functions=("gestion-d-un-lieu",), territory="country-FR")
    assert [criterion_in_words(one, shipped.names).fr for one in criteria_of(shipped, profile)] == [
        "Modèle de partenariat",
        "Fonction : Gestion d'un lieu",
        "Territoire",
    ]


def test_the_points_name_the_state(shipped: Catalogue) -> None:
    (model,) = criteria_of(shipped, HYBRID)
    assert [state_of(model, points, ()) for points in (None, 0, 10, 25)] == ["unknown", "unmet", "partly-met", "met"]


def assessments(answers: dict[str, Answer]) -> Iterator[CriterionAssessment]:
    for answer in answers.values():
        for match in answer.matches:
            yield from match.criteria


def test_what_is_unknown_is_said_to_be_not_recorded_and_nothing_else_is(example_answers: dict[str, Answer]) -> None:
    states = set()
    for one in assessments(example_answers):
        assert bool(re.match(r"Non renseigné :|(?!.*mots? des thèmes)[^:]* non recensé ;", one.text.fr)) == (
            one.state == "unknown"
        ), one.text
        assert bool(re.match(r"Not recorded:|(?!.*words? of the themes)[^:]* not recorded;", one.text.en)) == (
            one.state == "unknown"
        ), one.text
        assert one.text.fr.startswith("Sans objet :") == (one.state == "not-applicable")
        states.add(one.state)
    assert states == {"met", "partly-met", "unmet", "unknown", "not-applicable"}


def test_what_is_known_is_said_with_its_source(example_answers: dict[str, Answer]) -> None:
    for one in assessments(example_answers):
        if one.found and one.state not in {"unknown", "not-applicable"} and one.criterion != "words":
            assert re.search(
                r"\[(le kit, lignes? \d|lecture de ce catalogue, d'après |[\w.-]+\.\w+).*\]\.$", one.text.fr
            )
            assert re.search(
                r"\[(the kit, lines? \d|a reading of this catalogue, after |[\w.-]+\.\w+).*\]\.$", one.text.en
            )


def test_a_category_and_a_model_of_one_name_are_told_apart_by_the_words_before(sentences: list[Text]) -> None:
    """Quoted names apart, the word before the shared name is "modèle" or "catégorie"."""
    apart = 0
    for text in sentences:
        for said, name, kinds in (
            (text.fr, r"« Coopération économique(?: \(modèle\))? »", r"(modèle|catégorie)s?( \w+)* :?"),
            (text.en, r"“Economic cooperation(?: \(model\))?”", r"(model|category|categories|models|one):?"),
        ):
            for found in re.finditer(name, said):
                before = re.sub(r"(« [^»]* »|“[^”]*”)( \([^)]*\))?(,| et| and)? ?", "", said[: found.start()])
                assert "(mod" in found.group() or re.search(kinds + r" ?$", before), said
                apart += 1
    assert apart > 20


def generated(answer: Answer) -> Iterator[Text]:
    """Give the texts that the program writes; titles and reported difficulties are the catalogue's."""
    for match in answer.matches:
        yield from (one.text for one in match.criteria)
    yield from (one.text for one in answer.contrast if one.kind == "other-model")
    yield from (one.text for one in answer.relax)
    yield from (one.text for one in answer.territory.functions)
    yield from (one.reason for one in answer.resources)
    yield from answer.diagnosis.advice
    yield from answer.diagnosis.warnings
    yield from (step.text for step in answer.diagnosis.steps)
    yield from (one.text for one in answer.diagnosis.counterfactuals)


@pytest.fixture(scope="session")
def sentences(example_answers: dict[str, Answer], shipped: Catalogue) -> list[Text]:
    corners = [
        Profile(
            partners=HYBRID.partners, functions=("gestion-d-un-lieu", "accompagnements"), territory="commune-94018"
        ),
        Profile(partners=HYBRID.partners, features=("don-sans-contrepartie",), themes=("energie",)),
        Profile(partners=(partner(weights=[1, 0, 0, 0]), partner(weights=[0, 0, 0, 1])), territory="commune-97411"),
        Profile(sdgs=tuple(range(1, 18)), needs=("apprendre-a-faire-alliance",)),
    ]
    answers = [*example_answers.values(), *(shipped.answer(profile, limit=100) for profile in corners)]
    return sorted({text for answer in answers for text in generated(answer)}, key=lambda text: text.fr)


def test_no_address_and_no_slug_stands_in_a_sentence(sentences: list[Text], shipped: Catalogue) -> None:
    labels = {
        label for one in shipped.names.concepts.values() for label in (one.label.fr.lower(), one.label.en.lower())
    }
    slugs = {one.slug for one in shipped.names.concepts.values() if "-" in one.slug} - labels
    slugs |= {case.removeprefix(f"{BASE}case/") for case in shipped.titles if "-" in case}
    for text in sentences:
        for said in (text.fr, text.en):
            assert not re.search(r"https?:|w3id|urn:|akg:|\?\w+\b", said), said
            words = re.sub(r"\[[^\]]*\]\.?$", "", said)  # what is left out names the sites of the sources
            assert not re.search(r"\b(commune|departement|region|epci|ept|country|arrondissement)-\w+", words), said
            assert not {word.strip("«».,:;()“”") for word in words.split()} & slugs, said


def test_no_french_quotation_marks_stand_in_an_english_sentence(sentences: list[Text]) -> None:
    assert [text.en for text in sentences if re.search("[«»]", text.en)] == []
    assert [text.fr for text in sentences if re.search("[“”]", text.fr)] == []


@pytest.mark.parametrize(
    "fault", ["  ", " ,", r" \.(?!\w)", r"\( ", r" \)", r"\(\)", r"\[\]", r",\s*[.\])]", r"\.\.", "None", r"\s$"]
)
def test_the_sentences_are_typed_with_care(sentences: list[Text], fault: str) -> None:
    assert [said for text in sentences for said in (text.fr, text.en) if re.search(fault, said)] == []


def test_the_sentences_end_with_a_period(sentences: list[Text]) -> None:
    assert [said for text in sentences for said in (text.fr, text.en) if not said.endswith(".")] == []


def test_french_has_a_space_before_a_colon_and_english_has_none(sentences: list[Text]) -> None:
    assert [text.fr for text in sentences if re.search(r"\w[:;!?](\s|$)|«\S|\S»", text.fr)] == []
    assert [text.en for text in sentences if re.search(r"\s[:;!?]", text.en)] == []


def test_the_sentences_begin_with_a_capital_or_a_quotation_mark(sentences: list[Text]) -> None:
    begun = re.compile(r"[A-ZÀÂÇÉÈÊÎÔÛŒ«“]")
    assert [said for text in sentences for said in (text.fr, text.en) if not begun.match(said)] == []

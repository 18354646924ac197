from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from allianceskg.errors import ProfileError
from allianceskg.language import Text
from allianceskg.model import Partner, Profile, SoughtActor
from allianceskg.profiles import KnownValues, parse_profile
from tests.patience import ends

NEEDS = "https://w3id.org/alliances/vocabulary/needs/"


def faults_of(document: object, known: KnownValues) -> list[str]:
    """Return the French faults of a profile that must be refused."""
    with pytest.raises(ProfileError) as raised:
        parse_profile(document, known)
    assert all(fault.fr and fault.en for fault in raised.value.faults)
    return [fault.fr for fault in raised.value.faults]


def weight_faults(weight: object, known: KnownValues) -> list[str]:
    return faults_of({"partners": [{"objectives": {"processus": weight, "positionnement": 1}}]}, known)


def test_a_whole_profile_is_read(known):
    profile = parse_profile(
        {
            "title": "Ville d'Orléans",
            "partners": [
                {
                    "name": "Ville d'Orléans",
                    "actor_type": "collectivite-territoriale",
                    "objectives": {"proposition-de-valeur": 60, "processus": 10},
                }
            ],
            "features": [],
            "needs": ["definir-strategie", "comprendre-ecosysteme"],
            "functions": ["gestion-d-un-lieu"],
            "territory": "commune-45234",
            "themes": ["numerique"],
            "sdgs": [17, 1],
        },
        known,
    )

    assert profile == Profile(
        title="Ville d'Orléans",
        partners=(
            Partner(
                "Ville d'Orléans",
                "collectivite-territoriale",
                {"processus": Fraction(10), "proposition-de-valeur": Fraction(60)},
            ),
        ),
        needs=("comprendre-ecosysteme", "definir-strategie"),
        functions=("gestion-d-un-lieu",),
        territory="commune-45234",
        themes=("numerique",),
        sdgs=(1, 17),
    )


@pytest.mark.parametrize("nothing", [None, [], ()])
def test_what_is_left_empty_is_not_asked(known, nothing):
    profile = parse_profile({"needs": nothing, "sdgs": nothing, "title": None, "themes": ["emploi"]}, known)

    assert profile == Profile(themes=("emploi",))


def test_repetitions_count_once(known):
    profile = parse_profile({"themes": ["numerique", "emploi", "numerique"], "sdgs": [3, "3"]}, known)

    assert (profile.themes, profile.sdgs) == (("emploi", "numerique"), (3,))


def test_whole_iris_are_as_good_as_slugs(known):
    profile = parse_profile(
        {
            "needs": [f"{NEEDS}definir-strategie"],
            "territory": "https://w3id.org/alliances/territory/commune-45234",
            "sdgs": ["http://metadata.un.org/sdg/17"],
            "partners": [
                {
                    "actor_type": "https://w3id.org/alliances/vocabulary/actor-types/association",
                    "objectives": {"https://w3id.org/alliances/vocabulary/objectives/processus": 1},
                }
            ],
        },
        known,
    )

    assert profile == Profile(
        partners=(Partner("", "association", {"processus": Fraction(1)}),),
        needs=("definir-strategie",),
        territory="commune-45234",
        sdgs=(17,),
    )


@pytest.mark.parametrize(
    ("written", "weight"),
    [
        (60, Fraction(60)),
        (42.5, Fraction(85, 2)),
        (0.1, Fraction(1, 10)),
        ("0.1", Fraction(1, 10)),
        (Decimal("0.30"), Fraction(3, 10)),
        ("1e-3", Fraction(1, 1000)),
        ("+7", Fraction(7)),
        (10**9, Fraction(10**9)),
    ],
)
def test_a_weight_is_the_decimal_number_that_was_written(known, written, weight):
    profile = parse_profile({"partners": [{"objectives": {"processus": written}}]}, known)

    assert profile.partners[0].objectives == {"processus": weight}


@pytest.mark.parametrize(
    ("weight", "words"),
    [
        (-3, "partenaire 1, objectifs, processus : « -3 » est négatif"),
        ("-0.5", "est négatif"),
        (float("nan"), "n'est pas un nombre fini"),
        (float("inf"), "n'est pas un nombre fini"),
        ("-Infinity", "n'est pas un nombre fini"),
        ("60 %", "sans signe %"),
        ("42,5", "avec un point"),
        ("beaucoup", "n'est pas un nombre décimal"),
        ("1/3", "n'est pas un nombre décimal"),
        ("٣", "n'est pas un nombre décimal"),
        ("1e999999999", "n'est pas un nombre décimal"),
        ("9" * 5000, "n'est pas un nombre décimal"),
        (10**9 + 1, "trop grand ou trop fin"),
        ("1e99", "trop grand ou trop fin"),
        ("1e-99", "trop grand ou trop fin"),
        (True, "un nombre est attendu, pas un oui ou non"),
        (None, "un nombre est attendu, pas rien"),
        ([1], "un nombre est attendu, pas une liste"),
    ],
)
def test_a_weight_that_is_no_number_from_zero_up_is_refused(known, weight, words):
    (fault,) = weight_faults(weight, known)

    assert words in fault


def test_weights_that_are_all_zero_are_refused(known):
    (fault,) = faults_of({"partners": [{"objectives": {"processus": 0, "positionnement": "0.0"}}]}, known)

    assert fault.startswith("partenaire 1, objectifs : tous les poids sont nuls")


def test_a_decimal_comma_that_yaml_cuts_in_two_is_explained(known):
    (fault,) = faults_of({"partners": [{"objectives": {"processus": "42", "5": None}}]}, known)

    assert "une décimale s'écrit avec un point" in fault


def test_an_unknown_slug_is_answered_with_the_nearest_ones(known):
    (fault,) = faults_of({"needs": ["definir-strategies"]}, known)

    assert fault.startswith("besoins (needs) : « definir-strategies » n'est pas un besoin de ce catalogue")
    assert "valeurs les plus proches : definir-strategie (Définir sa stratégie)" in fault


def test_a_label_is_answered_with_its_slug_alone(known):
    (fault,) = faults_of({"themes": ["emploi", "numérique"]}, known)

    assert fault.startswith("thèmes (themes), n° 2 : « numérique »")
    assert fault.endswith("proches : numerique (Numérique)")


def test_a_slug_like_no_other_is_answered_with_all_of_them(known):
    (fault,) = faults_of({"functions": ["fab-lab"]}, known)

    assert fault.endswith("valeurs possibles : accompagnements, gestion-d-un-lieu")


def test_an_endless_value_is_refused_at_once(known):
    with ends():
        faults_of({"needs": ["x-y" * 300_000] * 50, "territory": "a" * 900_000, "b" * 900_000: 1}, known)


def test_a_slug_in_the_wrong_place_is_told_its_place(known):
    (fault,) = faults_of({"themes": ["definir-strategie"]}, known)

    assert "est un besoin, pas un thème : sa place est sous « needs »" in fault


def test_an_iri_of_another_vocabulary_is_refused(known):
    (fault,) = faults_of({"themes": [f"{NEEDS}definir-strategie"]}, known)

    assert "n'est pas l'IRI d'un thème" in fault


@pytest.mark.parametrize("text", ["45234", "Orléans", " Orléans ", "Orle\u0301ans", 45234])
def test_a_territory_may_be_a_code_or_a_name(known, text):
    assert parse_profile({"territory": text}, known).territory == "commune-45234"


def test_a_name_of_several_territories_is_answered_with_all_of_them(known):
    (fault,) = faults_of({"territory": "Courcy"}, known)

    assert "désigne plusieurs territoires" in fault
    assert "commune-14190 – Courcy (Calvados), commune-50140 – Courcy (Manche)" in fault


def test_many_namesakes_are_not_all_listed(known):
    crowd = KnownValues(
        known.actor_types, known.objectives, known.features, known.needs, known.functions, known.themes, known.roles,
        resolve_territory=lambda text: [(f"commune-{number}", text) for number in range(25)],
    )  # fmt: skip

    (fault,) = faults_of({"territory": "Saint-Martin"}, crowd)

    assert "et 15 autres" in fault


def test_an_unknown_territory_is_answered_with_near_names(known):
    (fault,) = faults_of({"territory": "Orléan"}, known)

    assert fault.endswith("n'est pas un territoire connu ; noms proches : commune-45234 – Orléans")


def test_an_unknown_territory_without_near_names_is_answered_with_the_form(known):
    (fault,) = faults_of({"territory": "Atlantide"}, known)

    assert "écrivez <niveau>-<code>, comme commune-45234" in fault


@pytest.mark.parametrize("goal", [0, 18, -1, "dix-sept", 1.5, True, "17.16", "1" * 5000, None])
def test_a_goal_is_a_whole_number_from_one_to_seventeen(known, goal):
    (fault,) = faults_of({"sdgs": [goal]}, known)

    assert fault.startswith("ODD (sdgs) : ")


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ({"besoins": ["definir-strategie"]}, "la clé « besoins » n'existe pas ; écrivez needs"),
        ({"Théme": []}, "écrivez themes"),
        ({"feature": []}, "écrivez features"),
        ({"couleur": "bleu"}, "clés possibles : "),
        ({3: 4}, "la clé « 3 » n'existe pas"),
        ({"partners": [{"nom": "A"}]}, "partenaire 1 : la clé « nom » n'existe pas ; écrivez name"),
    ],
)
def test_an_unknown_key_is_answered_with_the_right_one(known, document, words):
    assert any(words in fault for fault in faults_of(document, known))


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ([1, 2], "un profil est fait de clés et de valeurs (title, partners, territory…), pas d'une liste"),
        ("needs", "pas d'un texte (« needs »)"),
        ({"title": 3}, "titre (title) : un texte est attendu, pas un nombre (« 3 »)"),
        ({"title": ["a"]}, "titre (title) : un texte est attendu, pas une liste"),
        ({"needs": "definir-strategie"}, "une liste est attendue, pas un texte (« definir-strategie »)"),
        ({"needs": {"definir-strategie": 1}}, "une liste est attendue, pas un ensemble de clés"),
        ({"needs": [None]}, "un besoin est attendu, pas rien"),
        ({"needs": [["definir-strategie"]]}, "un besoin est attendu, pas une liste"),
        ({"partners": {"name": "A"}}, "une liste est attendue, pas un ensemble de clés"),
        ({"partners": ["Ville"]}, "partenaire 1 : un nom, un type et des objectifs sont attendus"),
        ({"partners": [{"objectives": [10, 20]}]}, "partenaire 1, objectifs : un poids par objectif est attendu"),
        ({"territory": ["commune-45234"]}, "un territoire est attendu, pas une liste"),
        ({"territory": 4.5}, "un territoire est attendu, pas un nombre"),
        ({"title": object()}, "une valeur d'un autre type"),
    ],
)
def test_a_value_of_the_wrong_type_is_named(known, document, words):
    assert any(words in fault for fault in faults_of(document, known))


@pytest.mark.parametrize("document", [None, {}, {"title": "Rien", "needs": []}, {"partners": [{"name": "Muet"}]}])
def test_a_profile_that_asks_for_nothing_is_refused(known, document):
    (fault,) = faults_of(document, known)

    assert fault.startswith("le profil ne demande rien")


def test_answers_alone_are_not_enough(known):
    (fault,) = faults_of({"features": ["co-entreprise"]}, known)

    assert fault.startswith("les réponses (features) ne suffisent pas")


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ({"partners": [{"actor_type": "association"}] * 21}, "21 éléments, au plus 20"),
        ({"needs": ["definir-strategie"] * 51}, "51 éléments, au plus 50"),
        ({"title": "a" * 301}, "301 caractères, au plus 300"),
        ({"title": "a\x1b[31m"}, "caractères non imprimables"),
        ({"title": "\ud800"}, "caractères non imprimables"),
    ],
)
def test_what_goes_beyond_the_limits_is_refused(known, document, words):
    assert any(words in fault for fault in faults_of(document, known))


def test_every_fault_is_told_at_once_in_the_order_of_the_document(known):
    faults = faults_of(
        {
            "sdgs": [99],
            "partners": [{"actor_type": "asociation"}, {"objectives": {"processus": -1, "foo": 2}}],
            "territory": "Courcy",
            "besoins": [],
        },
        known,
    )

    assert [fault.split(" : ")[0] for fault in faults] == [
        "ODD (sdgs)",
        "partenaire 1, type d'acteur (actor_type)",
        "partenaire 2, objectifs, processus",
        "partenaire 2, objectifs",
        "territoire (territory)",
        "la clé « besoins » n'existe pas ; écrivez needs",
    ]


def test_the_message_counts_the_faults_and_shows_them_in_the_language_asked(known):
    with pytest.raises(ProfileError) as raised:
        parse_profile({"sdgs": [99], "needs": ["x"]}, known, source=Text("Le formulaire", "The form"))

    french, english = raised.value.in_language("fr"), raised.value.in_language("en")
    assert french.startswith("Le formulaire : ce profil ne peut pas être utilisé (2 erreurs).\n  - ODD (sdgs) : ")
    assert english.startswith("The form: this profile cannot be used (2 faults).\n  - sdgs: ")


def test_a_message_never_carries_control_characters_or_endless_values(known):
    (fault,) = faults_of({"themes": ["\x1b[2J" + "x" * 10_000]}, known)

    assert fault.isprintable()
    assert len(fault) < 300


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
documents = anything | st.dictionaries(
    st.sampled_from(["title", "partners", "features", "needs", "functions", "territory", "themes", "sdgs", "@context"]),
    anything | st.lists(st.dictionaries(st.sampled_from(["name", "actor_type", "objectives"]), anything), max_size=2),
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(documents)
def test_whatever_is_received_gives_a_profile_or_its_faults(known: KnownValues, document: Any):
    profile, faults = None, ()
    try:
        profile = parse_profile(document, known)
    except ProfileError as error:
        faults = error.faults

    assert isinstance(profile, Profile) != bool(faults)
    assert all(fault.fr and fault.en for fault in faults)


def test_a_situation_alone_is_a_profile(known):
    assert parse_profile({"situation": "  Nous cherchons\n des invendus "}, known) == Profile(
        situation="Nous cherchons des invendus"
    )


def test_a_situation_of_two_thousand_characters_is_the_longest(known):
    assert parse_profile({"situation": "a" * 2000}, known).situation == "a" * 2000
    assert faults_of({"situation": "a" * 2001}, known) == ["situation : 2001 caractères, au plus 2000 sont admis"]


def test_an_empty_situation_asks_for_nothing(known):
    (fault,) = faults_of({"situation": "   "}, known)

    assert fault.startswith("le profil ne demande rien")


def test_actors_are_sought_by_type_and_role_each_once_in_order(known):
    asked = [
        {"actor_type": "entreprise", "role": "financeur"},
        {"actor_type": "association", "role": None},
        {"role": "financeur", "actor_type": "https://w3id.org/alliances/vocabulary/actor-types/entreprise"},
    ]

    assert parse_profile({"seeks": asked}, known).seeks == (
        SoughtActor("association"), SoughtActor("entreprise", "financeur"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("sought", "fault"),
    [
        ({"role": "financeur"}, "partenaires cherchés (seeks) : le type d'acteur (actor_type) manque"),
        ("association", "partenaires cherchés (seeks) : un type, et un rôle si l'on veut, sont attendus"),
        ({"actor_type": "association", "role": "association"}, "est un type d'acteur, pas un rôle"),
        ({"actor_type": "association", "role": "financeurs"}, "valeurs les plus proches : financeur (Financeur)"),
        ({"actor_type": "association", "rôle": "financeur"}, "la clé « rôle » n'existe pas ; écrivez role"),
    ],
)
def test_what_is_wrong_with_an_actor_sought_is_said(known, sought, fault):
    (found,) = faults_of({"seeks": [sought]}, known)

    assert fault in found

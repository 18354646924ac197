from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from rich.console import Console

from allianceskg import cli
from allianceskg.cli.answer_table import print_answer
from allianceskg.files import Home
from allianceskg.language import Language, same
from allianceskg.library.catalogue import Catalogue
from allianceskg.matching.answer import Answer, Relaxation
from allianceskg.matching.answer_json import as_json
from allianceskg.model import OBJECTIVES, Partner, Profile
from allianceskg.profiles import read_profile

NAMES = sorted(path.stem for path in (Path(__file__).parents[2] / "data" / "profiles").glob("*.yaml"))
ESCAPE = re.compile(r"\x1b\[[0-9;]*m")
SECTIONS = {
    "fr": [
        "Ville d'Orléans (profil inventé)",
        "Diagnostic",
        "Comment ce diagnostic a été établi",
        "{listed} cas proches de votre demande ; voici les 3 premiers",
        "Pour le contraste",
        "Les quatre fonctions, sur le territoire demandé : Orléans",
        "Les questions du kit pour les besoins exprimés",
        "Ressources utiles",
        "Pour vérifier",
    ],
    "en": [
        "Ville d'Orléans (profil inventé)",
        "Diagnosis",
        "How this diagnosis came about",
        "{listed} cases near to your request; here are the first 3",
        "For contrast",
        "The four functions, on the asked territory: Orléans",
        "The kit's questions for the stated needs",
        "Useful resources",
        "To check",
    ],
}
OPPOSED = Profile(
    title="Profil inventé",
    partners=(
        Partner(name="A (inventé)", objectives={"processus": Fraction(1)}),
        Partner(name="B (inventé)", objectives={"positionnement": Fraction(1)}),
    ),
)
FUNCTION_STATES = {
    "recorded": "recensée sur ce territoire",
    "recorded-nearby": "recensée à proximité",
    "none-recorded": "aucun exemple recensé ici ni à proximité ; exemples d'ailleurs :",
}
Show = Callable[..., str]


@pytest.fixture(scope="module")
def catalogue(built_catalogue: Catalogue) -> Catalogue:
    return built_catalogue


@pytest.fixture(scope="module")
def answers(catalogue: Catalogue, home: Home) -> dict[str, Answer]:
    profiles = home.data / "profiles"
    return {
        name: catalogue.answer(read_profile(profiles / f"{name}.yaml", catalogue.known_values), limit=3)
        for name in NAMES
    }


@pytest.fixture(scope="module")
def show(catalogue: Catalogue) -> Show:
    """Print an answer, or the answer to a profile, to a text."""

    def printed(
        asked: Answer | Profile, language: Language = "fr", *, width: int = 80, terminal: bool = False, limit: int = 3
    ) -> str:
        answer = catalogue.answer(asked, limit=limit) if isinstance(asked, Profile) else asked
        file = io.StringIO()
        console = Console(
            file=file, width=width, force_terminal=terminal, color_system="standard" if terminal else None, _environ={}
        )
        print_answer(answer, catalogue, language, console=console)
        return file.getvalue()

    return printed


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_sections_stand_in_the_order_of_reading(language: Language, answers, show: Show) -> None:
    lines = show(answers["orleans"], language).splitlines()
    sections = [section.format(listed=answers["orleans"].listed) for section in SECTIONS[language]]

    assert [line for line in lines if line in sections] == sections


@pytest.mark.parametrize("width", [40, 80, 110, 200])
@pytest.mark.parametrize("name", NAMES)
def test_lines_fit_the_width_and_stay_readable_on_a_wide_screen(name: str, width: int, answers, show: Show) -> None:
    lines = show(answers[name], width=width).splitlines()

    assert max(map(len, lines)) <= min(width, 110)
    assert not [line for line in lines if line != line.rstrip()]
    assert not [line for line in lines if "…" in line]


@pytest.mark.parametrize("name", NAMES)
def test_without_a_terminal_the_text_is_the_same_without_colour(name: str, answers, show: Show) -> None:
    plain, coloured = show(answers[name]), show(answers[name], terminal=True)

    assert "\x1b" not in plain
    assert "\x1b[" in coloured
    assert ESCAPE.sub("", coloured) == plain


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_neither_iri_nor_slug_is_on_the_screen(name: str, language: Language, answers, show: Show) -> None:
    page = show(answers[name], language)

    assert "://" not in page
    assert [slug for slug in _slugs(answers[name]) if re.search(rf"(?<![\w.-]){slug}(?![\w.-])", page)] == []


@pytest.mark.parametrize("name", NAMES)
def test_everything_of_the_answer_is_told(name: str, answers, show: Show, catalogue: Catalogue) -> None:
    answer = answers[name]
    page = _flat(show(answer, width=110))

    texts = [text for match in answer.matches for text in (match.title, *(one.text for one in match.criteria))]
    texts += [text for one in answer.contrast for text in (one.title, one.text)]
    texts += [one.text for one in (*answer.relax, *answer.questions)]
    texts += [text for one in answer.resources for text in (one.title, one.reason)]
    texts += [*answer.diagnosis.advice, *answer.diagnosis.warnings]
    assert [text.fr for text in texts if _flat(_words(text.fr)) not in _words(page)] == []
    assert answer.data_version in page
    assert answer.rules_version in page


def test_category_and_model_of_the_same_name_are_told_apart(answers, show: Show) -> None:
    name = "entreprise-du-batiment-et-structure-d-insertion"

    assert "la catégorie « Coopération économique », selon le modèle « Coopération économique »." in _flat(
        show(answers[name])
    )
    assert "the category “Economic cooperation”, following the model “Economic cooperation”." in _flat(
        show(answers[name], "en")
    )


def test_each_objective_has_its_bar_and_its_share(answers, show: Show) -> None:
    lines = show(answers["orleans"]).splitlines()

    (value, other) = (next(line for line in lines if line.strip().startswith(one)) for one in ("Proposition", "Posit"))
    assert value.endswith("60 %")
    assert other.endswith("20 %")
    assert value.count("█") > 2 * other.count("█") > 0


def test_every_state_has_a_mark_and_the_marks_have_words(answers, show: Show) -> None:
    page = show(answers["orleans"])

    assert " ✔ rempli   ◐ en partie   ✘ non rempli   ? non renseigné   – sans objet\n" in page
    assert re.search(r"✔ Accompagnements +10/10 Exerce la fonction", page)
    assert re.search(r"– Modèle +0/25 Sans objet", page)
    assert re.search(r"✘ Territoire +0/50 Situé ailleurs", page)


def test_points_leave_aside_what_is_not_recorded_only_when_something_is_not(answers, show: Show) -> None:
    page = _flat(show(answers["association-ouvre-un-tiers-lieu"]))
    known = answers["association-ouvre-un-tiers-lieu"].matches[0]
    partly = answers["orleans"].matches[0]

    assert known.points_known == known.points_asked
    assert f"{known.points} points sur {known.points_asked} demandés ✔" in page
    assert partly.points_known < partly.points_asked
    told = f"{partly.points} points sur {partly.points_asked} demandés, sur {partly.points_known} si l'on s'en tient"
    assert told in _flat(show(answers["orleans"]))


@pytest.mark.parametrize(("language", "word"), [("fr", "Attention"), ("en", "Warning")])
def test_opposed_partners_are_warned_in_a_frame(language: Language, word: str, show: Show) -> None:
    page = show(OPPOSED, language)

    assert f"┏━ {word} ━" in page
    assert "A (inventé)" in page[page.index("┏") : page.index("┛")]


def test_a_tie_says_what_would_settle_it(show: Show) -> None:
    assert "Ce qui départagerait :" in show(OPPOSED)


def test_equal_weights_recommend_nothing_and_give_advice(show: Show) -> None:
    page = show(Profile(partners=(Partner(objectives=dict.fromkeys(OBJECTIVES, Fraction(1))),)))

    assert "Aucune catégorie ne se dégage." in page
    assert "(kit, ligne 55)" in page
    assert "Recommandé" not in page


def test_without_objectives_the_diagnosis_says_so(show: Show) -> None:
    page = show(Profile(functions=("accompagnements",)), "en")

    assert "Without objectives, no category is recommended." in page
    assert "█" not in page


def test_no_match_is_said_plainly_with_what_to_relax(catalogue: Catalogue, show: Show) -> None:
    answer = catalogue.answer(Profile(territory="country-NZ"), limit=3)
    relaxation = Relaxation("territory", 0, same("Sans le territoire, aucun cas (inventé)."))
    page = show(replace(answer, relax=(relaxation,)))

    assert "Aucun cas du catalogue ne correspond à cette demande." in page
    assert "Ce que l'on peut assouplir" in page
    assert "Sans le territoire, aucun cas (inventé)." in page
    assert "territoire plus large" in page


def test_few_matches_say_what_to_relax(catalogue: Catalogue, show: Show) -> None:
    answer = catalogue.answer(Profile(territory="country-NZ", sdgs=(5,)), limit=3)

    assert answer.matches
    assert answer.relax
    assert _flat(answer.relax[0].text.fr) in _flat(show(answer))


def test_the_three_states_of_a_function_have_their_words_and_titles(show: Show, catalogue: Catalogue) -> None:
    answer = catalogue.answer(Profile(territory="departement-2B"), limit=3)
    page = _flat(show(answer))

    assert {one.state for one in answer.territory.functions} == {"recorded", "recorded-nearby", "none-recorded"}
    for report in answer.territory.functions:
        title = catalogue.titles[f"https://w3id.org/alliances/case/{report.cases[0]}"]
        assert f"{report.label.fr} : {FUNCTION_STATES[report.state]} - {title.fr}" in page
    assert "absent" not in page


def test_a_long_list_of_cases_is_cut_and_counted(answers, show: Show, catalogue: Catalogue) -> None:
    answer = answers["orleans"]
    (first, *others) = answer.territory.functions
    cases = tuple(iri.rpartition("/")[2] for iri in catalogue.titles)[:9]
    many = replace(first, cases=cases)

    page = show(replace(answer, territory=replace(answer.territory, functions=(many, *others))))

    assert "et 4 autres" in page


def test_steps_carry_their_origin(answers, show: Show) -> None:
    page = _flat(show(answers["orleans"]))

    assert "mène à la catégorie « Innovation sociétale ». [le kit, ligne 86]" in page
    assert "60 %, Positionnement 20 %. [convention de ce catalogue]" in page


@pytest.mark.parametrize(("language", "command"), [("fr", "FICHIER.rq"), ("en", "FILE.rq")])
def test_the_end_tells_how_to_get_proofs(language: Language, command: str, answers, show: Show) -> None:
    page = _flat(show(answers["orleans"], language))

    assert "--format json" in page
    assert f"allianceskg query {command}" in page


def test_a_proof_runs_as_the_page_says(
    answers, built_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ALLIANCESKG_STORE", str(built_folder))
    path = tmp_path / "proof.rq"
    proof = next(one.proof for one in answers["orleans"].matches[0].criteria if one.state == "met")
    path.write_text(proof, encoding="utf-8")

    assert cli.run(["query", str(path), "--format", "csv"]) == 0
    assert len(capsys.readouterr().out.splitlines()) > 1


@pytest.mark.parametrize("width", [44, 80, 110])
@pytest.mark.parametrize("name", NAMES)
def test_french_punctuation_stays_with_its_word(name: str, width: int, answers, show: Show) -> None:
    lines = [line.strip() for line in show(answers[name], width=width).splitlines()]

    assert not [line for line in lines if line.startswith(("»", ":", ";", "!", "%")) or line.endswith("«")]


@pytest.mark.parametrize("name", NAMES)
def test_the_english_page_has_no_french_quotation_marks(name: str, answers, show: Show) -> None:
    assert not re.search("[«»]", show(answers[name], "en"))


def test_what_could_steer_a_terminal_is_not_printed(answers, show: Show) -> None:
    answer = answers["orleans"]
    (first, *others) = answer.matches
    title = replace(first.title, fr="Cas inventé \x1b[2J\x07 [red]rouge[/red]")

    page = show(replace(answer, matches=(replace(first, title=title), *others)))

    assert "\x1b" not in page
    assert "\x07" not in page
    assert "[red]rouge[/red]" in page


def _slugs(answer: Answer) -> Iterator[str]:
    """Name the slugs of an answer that are not at the same time words of a name."""
    names = {"co-entreprise", "tiers-lieux"}
    document = as_json(answer, "fr")
    found = set(re.findall(r'"([a-z0-9]+(?:-[a-z0-9]+)+)"', str(document).replace("'", '"')))
    found |= {iri.rpartition("/")[2] for iri in re.findall(r"alliances/[a-z/-]+", str(document))}
    yield from sorted(slug for slug in found if "-" in slug and slug not in names)


def _flat(text: str) -> str:
    return " ".join(text.split())


def _words(text: str) -> str:
    """Leave out what lays a text out: frames, columns and the breaks within a word."""
    return re.sub(r"[\s┃]+", "", text)

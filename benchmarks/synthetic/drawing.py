"""
Draw invented cases, skewed as real ones are.

A few large cities, themes and actors come up again and again, most come up seldom; a tenth of the cases leaves out what
only a warning asks for. The shares are plausible choices of this generator, not measurements of real partnerships.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from allianceskg.language import Language, Text
from benchmarks.synthetic.wording import STATEMENT, SUMMARY, TITLE
from benchmarks.synthetic.world import LARGE_CITIES, World

CASES_PER_ACTOR: Final = 3
_FUNCTIONS: Final = ("accompagnements", "dialogue-territorial", "gestion-d-un-lieu", "experimentations-collectives")
_ROLES: Final = ("partenaire", "pilote", "financeur", "membre", "fondateur", "prestataire", "hote", "beneficiaire")
_FIRST_TYPES: Final = ("association", "entreprise", "collectivite-territoriale", "fondation", "ess-entreprise")
_FIRST_THEMES: Final = ("emploi", "insertion-professionnelle", "numerique", "education", "economie-circulaire")


@dataclass(frozen=True, slots=True)
class Function:
    """A catalyst function that is held: by which actor, on which territory."""

    function: str
    holder: int | None
    territory: str | None


@dataclass(frozen=True, slots=True)
class Case:
    """
    What an invented case records; slugs, and numbers of actors.

    Attributes:
        number: From 0.
        is_initiative: Whether it documents a catalyst initiative and not an alliance.
        actors: Number and role of each participant.
        goals: Slugs of sustainable development goals.
    """

    number: int
    is_initiative: bool
    models: tuple[str, ...]
    categories: tuple[str, ...]
    functions: tuple[Function, ...]
    places: tuple[str, ...]
    themes: tuple[str, ...]
    needs: tuple[str, ...]
    goals: tuple[str, ...]
    actors: tuple[tuple[int, str], ...]
    years: tuple[int, ...]
    title: Text
    summary: Text
    facts: tuple[Text, ...]
    results: tuple[Text, ...]
    difficulties: tuple[Text, ...]
    evidence: str

    @property
    def slug(self) -> str:
        """The name of the case, which says that it is invented."""
        return f"invente-{self.number:07}"


class _Skewed:
    """Draws values by Zipf's law: the second comes half as often as the first, the third a third as often."""

    def __init__(self, values: Sequence[str], *, power: float = 1.0) -> None:
        self.values = list(values)
        self.totals = list(accumulate(1 / (rank + 1) ** power for rank in range(len(self.values))))

    def some(self, chance: random.Random, number: int) -> tuple[str, ...]:
        return tuple(sorted(set(chance.choices(self.values, cum_weights=self.totals, k=number))))


class Drawing:
    """
    Draws the cases and actors of one seed.

    Args:
        cases: How many; it bounds the number of actors only.
    """

    def __init__(self, world: World, *, cases: int, seed: int = 17) -> None:
        self.world = world
        self.size = cases
        self.seed = seed
        self.actors = max(12, cases // CASES_PER_ACTOR)
        cities = [f"commune-{code}" for code in LARGE_CITIES]
        self._cities = _Skewed([city for city in cities if city in world.ancestors])
        broader = world.broader
        partnerships = {slug: len(broader[_partnership(slug)]) for slug in world.concepts("partnership-models")}
        self._models = _Skewed([slug for slug, depth in partnerships.items() if depth > 1], power=0.6)
        self._categories = _Skewed([slug for slug, depth in partnerships.items() if depth == 1], power=0.6)
        self._functions = _Skewed(_FUNCTIONS, power=0.7)
        self._themes = _Skewed(_first(_FIRST_THEMES, world.concepts("themes")), power=0.8)
        self._types = _Skewed(_first(_FIRST_TYPES, world.concepts("actor-types")))
        self._needs = _Skewed(world.concepts("needs"), power=0.5)
        self._goals = _Skewed(["17", "8", "11", "12", "10", "4", "1", "3", "13", "5", "7", "9", "15", "16"], power=0.8)
        self._roles = _Skewed(_ROLES)

    def cases(self, start: int = 0, stop: int | None = None) -> Iterator[Case]:
        """Draw the cases of a range of numbers; all of them otherwise."""
        for number in range(start, self.size if stop is None else stop):
            yield self.case(number)

    def case(self, number: int) -> Case:
        """Draw one case."""
        chance = random.Random(self.seed << 32 | number)  # noqa: S311 - the same data each time
        is_initiative = chance.random() < 0.3
        actors = self._participants(chance)
        places = self._places(chance)
        knows_model = not is_initiative and chance.random() < 0.93
        models = self._models.some(chance, 2 if chance.random() < 0.08 else 1) if knows_model else ()
        wording, said = self.world.wording, random.Random(f"{self.seed} texts {number}")  # noqa: S311
        title: Mapping[Language, str] = {"fr": f"Cas inventé {number} :", "en": f"Invented case {number}:"}
        return Case(
            number=number,
            title=wording.text(said, TITLE, title),
            summary=wording.text(said, SUMMARY),
            is_initiative=is_initiative,
            models=models,
            categories=() if is_initiative or models else self._categories.some(chance, 1),
            functions=self._assignments(chance, actors, places) if is_initiative else (),
            places=places if chance.random() < 0.9 else (),
            themes=self._themes.some(chance, chance.randint(1, 4)),
            needs=self._needs.some(chance, 1) if chance.random() < 0.15 else (),
            goals=self._goals.some(chance, chance.randint(1, 3)),
            actors=actors,
            years=tuple(sorted(2026 - min(int(chance.expovariate(0.15)), 40) for _ in range(chance.randint(1, 2)))),
            results=self._said(said, results := chance.choice((0, 1, 1, 2, 3))),
            difficulties=self._said(said, difficulties := int(chance.random() < 0.2)),
            facts=self._said(said, said.choice(wording.statements) - results - difficulties),
            evidence="cas-documente" if chance.random() < 0.6 else "partenaire-seulement",
        )

    def actor_types(self, number: int) -> tuple[str, ...]:
        """Draw the types of an actor."""
        chance = random.Random(self.seed << 33 | number)  # noqa: S311
        return self._types.some(chance, 2 if chance.random() < 0.1 else 1)

    def _said(self, chance: random.Random, number: int) -> tuple[Text, ...]:
        return tuple(self.world.wording.text(chance, STATEMENT) for _ in range(number))

    def _participants(self, chance: random.Random) -> tuple[tuple[int, str], ...]:
        # A third power crowds the first numbers: a few actors take part in very many cases.
        numbers = {int(self.actors * chance.random() ** 3) for _ in range(2 + min(int(chance.expovariate(0.6)), 10))}
        while len(numbers) < 2:
            numbers.add(chance.randrange(self.actors))
        return tuple((number, self._roles.some(chance, 1)[0]) for number in sorted(numbers))

    def _places(self, chance: random.Random) -> tuple[str, ...]:
        number = 1 + min(int(chance.expovariate(1.4)), 5)
        return tuple(sorted({self._place(chance) for _ in range(number)}))

    def _place(self, chance: random.Random) -> str:
        territories = self.world.territories
        draw = chance.random()
        if draw < 0.4:
            return self._cities.some(chance, 1)[0]
        for limit, level in (
            (0.68, "commune"), (0.78, "epci"), (0.8, "ept"), (0.92, "departement"), (0.98, "region"),
        ):  # fmt: skip
            if draw < limit:
                return chance.choice(territories[level])
        return "country-FR"

    def _assignments(
        self, chance: random.Random, actors: Sequence[tuple[int, str]], places: Sequence[str]
    ) -> tuple[Function, ...]:
        return tuple(
            Function(
                function,
                chance.choice(actors)[0] if chance.random() < 0.8 else None,
                chance.choice(places) if chance.random() < 0.8 else None,
            )
            for function in self._functions.some(chance, chance.randint(1, 3))
        )


def _first(first: Sequence[str], values: Sequence[str]) -> list[str]:
    return [*first, *(value for value in values if value not in first)]


def _partnership(slug: str) -> str:
    return f"https://w3id.org/alliances/vocabulary/partnership-models/{slug}"

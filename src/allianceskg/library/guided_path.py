"""The guided path as the vocabularies give it: its steps, what each says to a type of reader, how a case is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from allianceskg.language import Text
from allianceskg.library.catalogue import Catalogue
from allianceskg.names import Concept
from allianceskg.rdf.term import Literal, Term
from allianceskg.terms import concept, slug

SCHEME: Final = "path-steps"
READING_STEP: Final = "s-inspirer"


@dataclass(frozen=True, slots=True)
class PathStep:
    """
    A step of the path.

    Attributes:
        invitation: What it asks of a reader, said to them.
        minutes: How long it takes, about.
        rules: IRIs of the rules of the kit that it rests on.
        advice: What it says to each type of reader, by slug.
    """

    slug: str
    label: Text
    invitation: Text
    minutes: int
    rules: tuple[str, ...]
    advice: Mapping[str, Text]


@dataclass(frozen=True, slots=True)
class GuidedPath:
    """
    The whole path.

    Attributes:
        readers: Slugs of the actor types that it is meant for.
        reading_questions: What one asks of each case that one reads.
    """

    readers: tuple[str, ...]
    steps: tuple[PathStep, ...]
    reading_questions: tuple[Text, ...]

    @property
    def minutes(self) -> int:
        """How long the whole path takes, about."""
        return sum(step.minutes for step in self.steps)

    def step(self, name: str) -> PathStep:
        """Return a step by its slug; the first one for anything else."""
        return next((step for step in self.steps if step.slug == name), self.steps[0])


def read_guided_path(catalogue: Catalogue) -> GuidedPath:
    """Read the path, in the order of its lists."""
    told: dict[str, dict[str, list[Term]]] = {}
    for term, link, value in sorted(catalogue.store.construct(catalogue.queries.get("guided-path").text), key=str):
        told.setdefault(term.value, {}).setdefault(link.value.rpartition("#")[2], []).append(value)
    names = catalogue.names
    concepts = names.in_scheme(SCHEME)
    scheme = concept(SCHEME, "").rstrip("/")
    reading = concept(SCHEME, READING_STEP)
    return GuidedPath(
        readers=tuple(slug(one.value) for one in told.get(scheme, {}).get("forReader", ())),
        steps=tuple(_step(one, concepts, told) for one in concepts if not one.broader),
        reading_questions=tuple(
            one.label for one in concepts if reading in one.broader and "forReader" not in told.get(one.iri, {})
        ),
    )


def _step(one: Concept, concepts: list[Concept], told: Mapping[str, Mapping[str, list[Term]]]) -> PathStep:
    found = told[one.iri]
    return PathStep(
        slug=one.slug,
        label=one.label,
        invitation=_text(found["scopeNote"]),
        minutes=int(found["minutes"][0].value),
        rules=tuple(rule.value for rule in found.get("restsOnRule", ())),
        advice={
            slug(reader.value): _text(told[below.iri]["definition"])
            for below in concepts
            if one.iri in below.broader
            for reader in told[below.iri].get("forReader", ())
        },
    )


def _text(found: list[Term]) -> Text:
    by_language = {one.language: one.value for one in found if isinstance(one, Literal)}
    return Text(fr=by_language["fr"], en=by_language["en"])

"""What changed in a record, told in words: "Modèle : Mécénat classique -> Engagement actif"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from allianceskg.language import Text, same
from allianceskg.rdf.term import IRI, Literal, Term
from allianceskg.records.fields import Field
from allianceskg.records.record import Part, Record
from allianceskg.records.referable import Known
from allianceskg.terms import TERRITORY, slug

_LONGEST: Final = 90
_BY_MACHINE: Final = frozenset({"modified"})
_NOTHING: Final = Text(fr="rien", en="nothing")
_UNSHOWN: Final = Text(fr="Ce que le formulaire ne montre pas a changé.", en="What the form does not show has changed.")


@dataclass(frozen=True)
class Labels:
    """The names of what records link to."""

    known: Known

    def of(self, term: Term) -> Text:
        """Name a value as people do."""
        if isinstance(term, Literal):
            short = term.value if len(term.value) <= _LONGEST else f"{term.value[:_LONGEST]}…"
            return Text(fr=f"« {short} »", en=f"“{short}”") if term.language else same(short)
        found = self.known.concepts.get(term.value)
        if found is not None:
            return found.label
        if term.value.startswith(TERRITORY):
            return same(self.known.territories.get(slug(term.value), slug(term.value)))
        return same(slug(term.value))


def differences(before: Record | None, after: Record | None, labels: Labels) -> Iterator[Text]:
    """Tell how a record differs from what it was: field by field, then parts that came and went."""
    if before is None or after is None:
        if after is not None:
            yield Text(fr="Première version.", en="First version.")
        return
    for iri, part in after.parts.items():
        old = before.parts.get(iri)
        if old is None:
            yield _with_prefix(Text(fr="Ajouté", en="Added"), part, labels)
        else:
            yield from _changes(old, part, labels)
    for iri, part in before.parts.items():
        if iri not in after.parts:
            yield _with_prefix(Text(fr="Retiré", en="Removed"), part, labels)
    if before.unshown != after.unshown:
        yield _UNSHOWN


def _changes(before: Part, after: Part, labels: Labels) -> Iterator[Text]:
    for field in after.kind.fields:
        if field.content != "part" and field.key not in _BY_MACHINE:
            old, new = before.values.get(field.path, ()), after.values.get(field.path, ())
            if old != new:
                yield _change(
                    field, [one for one in old if one not in new], [one for one in new if one not in old], labels
                )


def _change(field: Field, gone: list[Term], come: list[Term], labels: Labels) -> Text:
    """Tell only the values that came and went."""
    left, right = _listed(gone, labels), _listed(come, labels)
    return Text(
        fr=f"{field.name.fr} : {left.fr} → {right.fr}",
        en=f"{field.name.en}: {left.en} → {right.en}",
    )


def _listed(terms: list[Term], labels: Labels) -> Text:
    if not terms:
        return _NOTHING
    named = [labels.of(term) for term in terms]
    return Text(fr=", ".join(one.fr for one in named), en=", ".join(one.en for one in named))


def _with_prefix(what: Text, part: Part, labels: Labels) -> Text:
    """Name a part by its kind and by the first thing that it says."""
    first = next((terms[0] for field, terms in part.filled() if field.content not in ("part", "reference")), None)
    said = labels.of(first) if first is not None and not (isinstance(first, IRI) and "#" in first.value) else same("")
    name = part.kind.name
    return Text(
        fr=f"{what.fr} : {name.fr}{f' ({said.fr})' if said.fr else ''}",
        en=f"{what.en}: {name.en}{f' ({said.en})' if said.en else ''}",
    )

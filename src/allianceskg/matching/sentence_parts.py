"""Parts of sentences on a case: names that are listed, quoted and agree, and the sources after them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from allianceskg.language import Text
from allianceskg.matching.evidence import Evidence, citation_in_words, citation_of
from allianceskg.model import SourcedText


def values_of(records: Iterable[Evidence]) -> list[str]:
    """Return what records are of, each once."""
    return list(dict.fromkeys([record.value for record in records]))


def details_of(records: Iterable[Evidence], name: str) -> list[str]:
    """Return a detail of the records that have it, each once."""
    return list(dict.fromkeys([record.detail[name] for record in records if name in record.detail]))


def each_once(records: Iterable[Evidence]) -> list[Evidence]:
    """Leave out records that say of the same asked value what another says."""
    return list({(record.value, record.asked): record for record in records}.values())


def inside_sentence(label: str) -> str:
    """Begin a label with a small letter; the capitals inside it, as in "services de l'État", stay."""
    return label[:1].lower() + label[1:]


def in_quotes(name: Text) -> Text:
    """Put a name between the quotation marks of each language."""
    return Text(fr=f"« {name.fr} »", en=f"“{name.en}”")


def quote_names(names: Iterable[Text]) -> Text:
    """List names, each in quotation marks."""
    return list_names(in_quotes(name) for name in names)


def agreeing_with(things: Sequence[Text], one: Text, many: Text) -> Text:
    """Choose the words for one thing or for several."""
    return one if len(things) == 1 else many


def list_after(one: Text, many: Text, things: Sequence[Text]) -> Text:
    """Write the things after the words for one of them or for several: "Autres thèmes : « Emploi », « Culture »"."""
    words, names = agreeing_with(things, one, many), list_names(things)
    return Text(fr=f"{words.fr} : {names.fr}", en=f"{words.en}: {names.en}")


def list_names(names: Iterable[Text]) -> Text:
    """List names with commas."""
    names = list(names)
    if len(names) == 1:
        return names[0]
    return Text(fr=", ".join([name.fr for name in names]), en=", ".join([name.en for name in names]))


def with_sources(text: Text, records: Iterable[Evidence]) -> Text:
    """End a sentence with the sources of what it tells."""
    cited = citation_of(records)
    sources = citation_in_words(cited)
    if not sources.fr:
        return Text(fr=f"{text.fr}.", en=f"{text.en}.")
    return SourcedText(fr=f"{text.fr} [{sources.fr}].", en=f"{text.en} [{sources.en}].", said=text, cited=cited)

"""Refusals of a foreign query: why, where, and what to do about it, in both languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from allianceskg.language import Text
from allianceskg.rdf.place import place_of
from allianceskg.sparql.tokens import Token
from allianceskg.terms import PREFIXES

Reason = Literal["malformed", "update", "federation", "too-long", "too-complex", "unknown-graph"]

EMPTY: Final = (
    Text(fr="La requête est vide.", en="The query is empty."),
    Text(
        fr="Commencez par SELECT, ASK, CONSTRUCT ou DESCRIBE.",
        en="Begin with SELECT, ASK, CONSTRUCT or DESCRIBE.",
    ),
)
FEDERATION: Final = (
    Text(
        fr="Cette adresse ne transmet aucune requête à d'autres : SERVICE est refusé.",
        en="This endpoint passes no query on to others: SERVICE is refused.",
    ),
    Text(
        fr="Interrogez chaque adresse à part, ou chargez le vidage de ce catalogue (/dump/) dans votre propre dépôt. "
        "Un préfixe dont le nom commence par « service » doit en changer.",
        en="Query each endpoint on its own, or load the dump of this catalogue (/dump/) into your own store. "
        "A prefix whose name begins with “service” needs another name.",
    ),
)
WHERE_TO_UPDATE: Final = Text(
    fr="Les données se modifient dans les fichiers du catalogue, puis par « allianceskg load ».",
    en="The data are changed in the files of the catalogue, then with “allianceskg load”.",
)
UNCLOSED_TEXT: Final = (
    Text(fr="Ce texte n'est jamais refermé.", en="This text is never closed."),
    Text(
        fr="Un texte sur plusieurs lignes s'ouvre et se ferme par trois guillemets.",
        en="A text over several lines opens and closes with three quotes.",
    ),
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """
    Why a query is not passed on.

    Attributes:
        line: From 1; None when no place is to blame.
        column: From 1.
    """

    reason: Reason
    message: Text
    hint: Text
    line: int | None = None
    column: int | None = None


class RefusedQueryError(Exception):
    """Ends an inspection; `guard.inspect` turns it into the refusal that it carries."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.message.en)
        self.refusal = refusal


def refused(reason: Reason, query: str, token: Token | None, message: Text, hint: Text) -> RefusedQueryError:
    """Refuse a query, because of one of its tokens or as a whole."""
    place = place_of(query, token.start) if token is not None else (None, None)
    return RefusedQueryError(Refusal(reason, message, hint, *place))


def too_much(
    query: str, what: Text, found: int, most: int, *, token: Token | None = None, reason: Reason = "too-complex"
) -> RefusedQueryError:
    """Refuse a query that has more of something than it may."""
    message = Text(
        fr=f"La requête a plus de {most} {what.fr} ({found} trouvés).",
        en=f"The query has more than {most} {what.en} ({found} found).",
    )
    hint = Text(
        fr="Découpez-la en plusieurs requêtes, ou remplacez les répétitions par une liste VALUES.",
        en="Cut it into several queries, or replace repetitions by a VALUES list.",
    )
    return refused(reason, query, token, message, hint)


def foreign_character(character: str) -> tuple[Text, Text]:
    """Say that a character is part of no token."""
    if character in ('"', "'"):
        return UNCLOSED_TEXT
    code = f"U+{ord(character[0]):04X}"
    shown = f"{character} ({code})" if character.isprintable() else code
    return (
        Text(
            fr=f"Ce caractère n'a pas sa place dans une requête : {shown}.",
            en=f"This character has no place in a query: {shown}.",
        ),
        Text(
            fr="Les textes se mettent entre guillemets droits, les IRI entre < et > ; une espace insécable n'est pas une espace.",
            en="Texts stand in straight quotes, IRIs in < and >; a no-break space is no space.",
        ),
    )


def misplaced_escape(escape: str, character: str) -> tuple[Text, Text]:
    """Say that the escape of a code point stands outside texts and IRIs."""
    return (
        Text(
            fr=f"« {escape} » n'a sa place que dans un texte ou dans un IRI.",
            en=f"“{escape}” has its place in a text or in an IRI only.",
        ),
        Text(
            fr=f"Écrivez le caractère lui-même : {character}",
            en=f"Write the character itself: {character}",
        ),
    )


def two_readings(iri: str) -> tuple[Text, Text]:
    """Say that an IRI may be read as a comparison."""
    return (
        Text(
            fr=f"« {iri} » peut se lire comme un IRI ou comme « inférieur à ».",
            en=f"“{iri}” may be read as an IRI or as “less than”.",
        ),
        Text(
            fr="Mettez une espace après « < » s'il s'agit d'une comparaison ; sinon, déclarez un préfixe pour cet IRI.",
            en="Put a space after “<” if it is a comparison; otherwise declare a prefix for that IRI.",
        ),
    )


def update(word: str) -> tuple[Text, Text]:
    """Say that updates are not for this address."""
    return (
        Text(
            fr=f"{word} est une mise à jour ; cette adresse ne répond qu'aux requêtes de lecture.",
            en=f"{word} is an update; this endpoint answers read queries only.",
        ),
        WHERE_TO_UPDATE,
    )


def unknown_form(word: str) -> tuple[Text, Text]:
    """Say that a query begins with none of the four forms."""
    return (
        Text(fr=f"La requête commence par « {word} ».", en=f"The query begins with “{word}”."),
        Text(
            fr="Après les PREFIX, une requête commence par SELECT, ASK, CONSTRUCT ou DESCRIBE.",
            en="After its PREFIX lines, a query begins with SELECT, ASK, CONSTRUCT or DESCRIBE.",
        ),
    )


def undeclared_prefix(prefix: str) -> tuple[Text, Text]:
    """Say that a prefix is not declared; those of the catalogue are given in full."""
    line = f"PREFIX {prefix}: <{PREFIXES.get(prefix, '…')}>"
    return (
        Text(fr=f"Le préfixe « {prefix}: » n'est pas déclaré.", en=f"The prefix “{prefix}:” is not declared."),
        Text(fr=f"Ajoutez au début : {line}", en=f"Add at the beginning: {line}"),
    )


def relative_iri(iri: str) -> tuple[Text, Text]:
    """Say that an IRI is relative, and to nothing."""
    return (
        Text(fr=f"L'IRI {iri} est relatif.", en=f"The IRI {iri} is relative."),
        Text(fr="Écrivez-le en entier, ou déclarez une BASE.", en="Write it in full, or declare a BASE."),
    )


def never_closed(bracket: str, partner: str) -> tuple[Text, Text]:
    """Say that a bracket is never closed."""
    return (
        Text(fr=f"« {bracket} » n'est jamais refermé.", en=f"“{bracket}” is never closed."),
        Text(fr=f"Ajoutez « {partner} » où ce groupe se termine.", en=f"Add “{partner}” where that group ends."),
    )


def closes_nothing(bracket: str) -> tuple[Text, Text]:
    """Say that a closing bracket has no partner."""
    return (
        Text(
            fr=f"« {bracket} » ne ferme rien d'ouvert à cet endroit.",
            en=f"“{bracket}” closes nothing that is open there.",
        ),
        Text(
            fr="Vérifiez que parenthèses, crochets et accolades vont par paires.",
            en="Check that round, square and curly brackets go in pairs.",
        ),
    )


def unknown_graph(graph: str) -> Refusal:
    """Say that a graph of the dataset is not in the store."""
    return Refusal(
        "unknown-graph",
        Text(
            fr=f"Le graphe <{graph}> n'est pas dans ce dépôt, et aucun graphe n'est cherché sur le réseau.",
            en=f"The graph <{graph}> is not in this store, and no graph is fetched from the network.",
        ),
        Text(
            fr="Listez les graphes avec SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }, ou retirez FROM : sans lui, la requête porte sur tous.",
            en="List the graphs with SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }, or leave FROM out: the query then covers them all.",
        ),
    )

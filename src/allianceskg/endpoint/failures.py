"""Failures of a query that was passed on: what happened and what to do about it, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from allianceskg.endpoint.exchange import Failure, FailureKind
from allianceskg.language import Text, same
from allianceskg.rdf.place import place_of
from allianceskg.sparql.foresight import SlowPart, slow_part

_REASONS: Final[Mapping[str, Text]] = {
    english: Text(fr=french, en=english)
    for english, french in (
        ("Prefix not found", "Ce préfixe n'est pas déclaré"),
        ("IRI parsing failed", "Cet IRI n'est pas valide"),
        ("language tag parsing failed", "Cette étiquette de langue n'est pas valide"),
        ("Duplicated variable name in SELECT", "SELECT donne deux fois le même nom de variable"),
        ("SELECT * is not authorized with GROUP BY", "SELECT * ne va pas avec GROUP BY : nommez les variables"),
        (
            "The SELECT contains a variable that is unbound",
            "SELECT demande une variable qui n'est ni dans GROUP BY ni dans une agrégation",
        ),
        ("BIND is overriding an existing variable", "BIND donne une valeur à une variable qui en a déjà une"),
        ("Already used blank node id", "Ce nom de nœud anonyme sert déjà dans un autre groupe"),
        ("The query limit should be a non negative integer", "LIMIT attend un nombre entier positif ou nul"),
        ("The query offset should be a non negative integer", "OFFSET attend un nombre entier positif ou nul"),
    )
}
_LIGHTEN: Final = Text(
    fr="Ajoutez LIMIT, liez davantage les motifs entre eux, ou téléchargez le vidage (/dump/) pour un calcul d'ensemble.",
    en="Add LIMIT, tie the patterns closer together, or download the dump (/dump/) for a computation over everything.",
)
_TIE: Final = Text(
    fr="Donnez-lui une variable en commun avec les autres, ou posez deux requêtes.",
    en="Give it a variable in common with the others, or ask two queries.",
)


def _move(step: str) -> Text:
    return Text(
        fr=f"Déplacez-le dans ce {step}, ou donnez-lui une variable qui a toujours une valeur avant.",
        en=f"Move it into that {step}, or give it a variable that always has a value before.",
    )


def _blame(part: SlowPart) -> tuple[Text, Text]:
    """Say what is wrong with a pattern, and what to do about it."""
    shown = _shorten(part.pattern)
    if part.place == "untied":
        return (
            Text(
                fr=f"Le motif « {shown} » n'a aucune variable en commun avec les autres.",
                en=f"The pattern “{shown}” has no variable in common with the others.",
            ),
            _TIE,
        )
    return (
        Text(
            fr=f"Le motif « {shown} » ne tient aux précédents que par ce que {part.place} peut laisser sans valeur.",
            en=f"The pattern “{shown}” is tied to those before it only by what {part.place} may leave without a value.",
        ),
        _move(part.place),
    )


def endless(query: str) -> Failure:
    """Say that a query would not come to an end in time, and because of which pattern."""
    refused = Text(
        fr="La requête n'a pas été lancée : elle ne finirait pas à temps.",
        en="The query was not run: it would not end in time.",
    )
    return _blamed("endless", refused, query)


def malformed(reply: Mapping[str, Any]) -> Failure:
    """Say where a query goes wrong, from the reply of a worker."""
    found, reason = reply["found"], reply["reason"]
    why = _REASONS.get(reason, same(reason)) if reason is not None else None
    if found is not None:
        where = Text(fr=f"près de « {_shorten(found)} »", en=f"near “{_shorten(found)}”")
    else:
        where = Text(fr="à la fin du texte", en="at the end of the text")
    message = Text(
        fr=f"La requête n'est pas du SPARQL valide {where.fr}." + (f" {why.fr}." if why is not None else ""),
        en=f"The query is not valid SPARQL {where.en}." + (f" {why.en}." if why is not None else ""),
    )
    hint = Text(
        fr="Vérifiez à cet endroit la ponctuation, le nom de la fonction ou l'ordre des clauses (SELECT, WHERE, GROUP BY, ORDER BY, LIMIT).",
        en="Check there the punctuation, the name of the function or the order of the clauses (SELECT, WHERE, GROUP BY, ORDER BY, LIMIT).",
    )
    return Failure("malformed", message, hint, reply["line"], reply["column"])


def unwritable(fault: str) -> Failure:
    """Say that the engine or the format gave up."""
    return Failure(
        "unwritable",
        Text(
            fr=f"La réponse n'a pas pu être calculée ou écrite dans ce format : {fault}.",
            en=f"The answer could not be computed or written in this format: {fault}.",
        ),
        Text(
            fr="Demandez un autre format : le RDF/XML, par exemple, ne sait pas écrire toutes les propriétés.",
            en="Ask for another format: RDF/XML, for one, cannot write every property.",
        ),
    )


def too_large(most_bytes: int) -> Failure:
    """Say that the answer is larger than one may be."""
    megabytes = most_bytes // 1_000_000
    return Failure(
        "too-large",
        Text(
            fr=f"La réponse dépasse {megabytes} Mo ; rien n'en est envoyé, pour qu'une réponse coupée ne passe pas pour entière.",
            en=f"The answer is over {megabytes} MB; none of it is sent, so that a cut answer never looks whole.",
        ),
        Text(
            fr="Demandez-la par parties (ORDER BY avec LIMIT et OFFSET), en CSV plutôt qu'en XML, ou téléchargez le vidage (/dump/).",
            en="Ask for it in parts (ORDER BY with LIMIT and OFFSET), as CSV rather than XML, or download the dump (/dump/).",
        ),
    )


def timeout(seconds: float, query: str) -> Failure:
    """Say that the query took too long, and because of which pattern when one stands out."""
    stopped = Text(
        fr=f"La requête a été arrêtée au bout de {seconds:g} secondes, la durée permise.",
        en=f"The query was stopped after {seconds:g} seconds, the time it may take.",
    )
    return _blamed("timeout", stopped, query)


def _blamed(kind: FailureKind, message: Text, query: str) -> Failure:
    part = slow_part(query)
    if part is None:
        return Failure(kind, message, _LIGHTEN)
    why, hint = _blame(part)
    place = place_of(query, part.start)
    return Failure(kind, Text(fr=f"{message.fr} {why.fr}", en=f"{message.en} {why.en}"), hint, place.line, place.column)


def memory(most_bytes: int, query: str) -> Failure:
    """Say that the query took too much memory, and because of which pattern when one stands out."""
    mebibytes = most_bytes // 1024**2
    taken = Text(
        fr=f"La requête a demandé plus de mémoire qu'elle ne peut en prendre ({mebibytes} Mio).",
        en=f"The query asked for more memory than it may take ({mebibytes} MiB).",
    )
    return _blamed("memory", taken, query)


def crash() -> Failure:
    """Say that the query brought its process down."""
    return Failure(
        "crash",
        Text(
            fr="Le calcul de cette requête s'est interrompu de lui-même ; les autres n'en sont pas affectées.",
            en="The computation of this query broke down by itself; others are not affected.",
        ),
        Text(
            fr="Simplifiez la requête : moins d'imbrications, moins de clauses répétées.",
            en="Simplify the query: less nesting, fewer repeated clauses.",
        ),
    )


def ended() -> Failure:
    """Say that somebody ended the process of the query, which is not to blame."""
    return Failure(
        "ended",
        Text(
            fr="Le processus qui calculait cette requête a été arrêté de l'extérieur ; la requête n'y est pour rien.",
            en="The process that computed this query was ended from outside; the query is not to blame.",
        ),
        Text(
            fr="Recommencez dans 1 s ; si cela se répète, la machine manque sans doute de mémoire.",
            en="Try again in 1 s; if it happens again, the machine is probably short of memory.",
        ),
        retry_after=1,
    )


def busy(retry_after: int) -> Failure:
    """Say that there are too many queries just now."""
    return Failure(
        "busy",
        Text(
            fr="Trop de requêtes sont en cours ; la vôtre n'a pas été exécutée.",
            en="Too many queries are running; yours was not run.",
        ),
        Text(
            fr=f"Recommencez dans {retry_after} s, une requête après l'autre.",
            en=f"Try again in {retry_after} s, one query after another.",
        ),
        retry_after=retry_after,
    )


def greedy(retry_after: int) -> Failure:
    """Say that one client sends more than its share."""
    return Failure(
        "greedy",
        Text(
            fr="Vous avez plus de requêtes en attente que votre part ; celle-ci n'a pas été exécutée.",
            en="You have more queries waiting than your share; this one was not run.",
        ),
        Text(
            fr=f"Attendez la fin des précédentes, ou recommencez dans {retry_after} s.",
            en=f"Wait for the earlier ones to end, or try again in {retry_after} s.",
        ),
        retry_after=retry_after,
    )


def down(retry_after: int) -> Failure:
    """Say that nothing can answer."""
    return Failure(
        "down",
        Text(fr="Le service de requêtes est arrêté ou redémarre.", en="The query service is stopped or restarting."),
        Text(fr=f"Recommencez dans {retry_after} s.", en=f"Try again in {retry_after} s."),
        retry_after=retry_after,
    )


def _shorten(text: str) -> str:
    most = 60
    plain = " ".join(text.split())
    return plain if len(plain) <= most else f"{plain[:most]}…"

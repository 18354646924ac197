"""What a refusal of a SPARQL server means."""

from __future__ import annotations

from typing import Final

from allianceskg.errors import QueryRejectedError, QueryTimeoutError, StoreError, StoreUnreachableError
from allianceskg.language import Text
from allianceskg.store.remote.endpoint import Reply

_ELSEWHERE: Final = frozenset((301, 302, 303, 307, 308, 404, 405))
_NOT_LET_IN: Final = frozenset((401, 403))
_GIVEN_UP: Final = frozenset((408, 504))
_NOT_NOW: Final = frozenset((429, 502, 503))


def meaning_of(reply: Reply, words: str, address: str) -> StoreError:
    """
    Return the error that a status of 300 or more stands for.

    Args:
        words: What the server says of it.
        address: Where the request was sent.
    """
    said = Text(fr=f" : {words}" if words else ".", en=f": {words}" if words else ".")
    status = reply.status
    if status in _NOT_LET_IN:
        return _denied(status, said, address)
    if status in _ELSEWHERE:
        return _elsewhere(reply, said, address)
    if status in _GIVEN_UP:
        return QueryTimeoutError(
            Text(
                fr=f"Le serveur {address} a abandonné la requête (HTTP {status}){said.fr}",
                en=f"The server {address} gave the request up (HTTP {status}){said.en}",
            )
        )
    if status in _NOT_NOW:
        return StoreUnreachableError(
            Text(
                fr=f"Le serveur {address} n'est pas disponible pour l'instant (HTTP {status}){said.fr}",
                en=f"The server {address} is not available for now (HTTP {status}){said.en}",
            ),
            hint=Text(fr="Recommencez dans un moment.", en="Try again in a moment."),
        )
    if 400 <= status < 500:
        return QueryRejectedError(
            Text(
                fr=f"Le serveur {address} refuse la requête (HTTP {status}){said.fr}",
                en=f"The server {address} refuses the request (HTTP {status}){said.en}",
            )
        )
    return StoreError(
        Text(
            fr=f"Le serveur {address} a échoué (HTTP {status}){said.fr}",
            en=f"The server {address} failed (HTTP {status}){said.en}",
        )
    )


def _denied(status: int, said: Text, address: str) -> StoreUnreachableError:
    names = "ALLIANCESKG_STORE_AUTH, ALLIANCESKG_STORE_USER"
    return StoreUnreachableError(
        Text(
            fr=f"Le serveur {address} refuse l'accès (HTTP {status}){said.fr}",
            en=f"The server {address} denies access (HTTP {status}){said.en}",
        ),
        hint=Text(
            fr=f"Donnez {names} et ALLIANCESKG_STORE_SECRET, et vérifiez les droits de ce compte.",
            en=f"Give {names} and ALLIANCESKG_STORE_SECRET, and check the rights of that account.",
        ),
    )


def _elsewhere(reply: Reply, said: Text, address: str) -> StoreUnreachableError:
    where = reply.headers.get("location")
    hint = Text(fr="Vérifiez l'adresse, chemin compris.", en="Check the address, its path included.")
    if where is not None:
        hint = Text(
            fr=f"Le serveur renvoie à {where} : donnez cette adresse si elle est la bonne.",
            en=f"The server points to {where}: give that address if it is the right one.",
        )
    return StoreUnreachableError(
        Text(
            fr=f"Il n'y a pas de point d'accès SPARQL à {address} (HTTP {reply.status}){said.fr}",
            en=f"There is no SPARQL endpoint at {address} (HTTP {reply.status}){said.en}",
        ),
        hint=hint,
    )

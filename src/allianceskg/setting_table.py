"""
The table of settings, from which come the environment variables, the options and the reference page.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, get_args
from urllib.parse import urlsplit

from allianceskg.curation.identity_provider import is_safe_place
from allianceskg.language import Text
from allianceskg.store.remote.endpoint import Scheme
from allianceskg.store.remote.store import AUTOMATIC, ENGINES

PREFIX: Final = "ALLIANCESKG_"
KEEP_DAYS: Final = "7"
NAMED_GRAPHS: Final = "named-graphs"
ONE_GRAPH: Final = "one-graph"
_LOG_LEVELS: Final = ("debug", "info", "warning", "error")
# As in `allianceskg.validation`, which takes a fifth of a second to import: most programs never judge a record.
_SHACL_ENGINES: Final = ("compiled", "pyshacl")
_LONGEST_NAME: Final = 60


@dataclass(frozen=True, slots=True)
class Setting:
    """
    A row of the table.

    Attributes:
        parse: Turns the text of an environment variable into a value; ValueError when it cannot.
        default: As the reference page prints it.
        is_secret: Whether `allianceskg config` hides its value.
    """

    name: str
    parse: Callable[[str], Any]
    default: str
    help: Text
    is_secret: bool = False

    @property
    def variable(self) -> str:
        """The environment variable."""
        return PREFIX + self.name.upper()


def _log_level(text: str) -> str:
    if text.lower() not in _LOG_LEVELS:
        raise ValueError(", ".join(_LOG_LEVELS))
    return text.lower()


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError("1, 2, 3")
    return number


def _seconds(text: str) -> float:
    number = float(text)
    if not 0 < number < float("inf"):
        raise ValueError("0.5, 10, 60")
    return number


def _days(text: str) -> float:
    number = float(text)
    if not 0 <= number < float("inf"):
        raise ValueError("0, 7, 365")
    return number


def _retries(text: str) -> int:
    number = int(text)
    if not 0 <= number <= 10:
        raise ValueError("0, 1, 2 … 10")
    return number


def _public_address(text: str) -> str:
    parts = urlsplit(text)
    is_root = parts.path in ("", "/") and not (parts.query or parts.fragment) and parts.username is None
    if not _is_address(text) or not parts.hostname or not is_root:
        raise ValueError("https://alliances.example.org")
    return text.rstrip("/")


def _contact_address(text: str) -> str:
    name, at, host = text.removeprefix("mailto:").partition("@")
    is_mail = text.startswith("mailto:") and bool(name and at and host) and text.isprintable() and " " not in text
    return text if is_mail else _page_address(text)


def _page_address(text: str) -> str:
    parts = urlsplit(text)
    if not _is_address(text) or not parts.hostname or parts.username is not None or not text.isascii() or " " in text:
        raise ValueError("mailto:contact@example.org")
    return text


def _issuer(text: str) -> str:
    parts = urlsplit(text)
    if not is_safe_place(text) or parts.query or parts.fragment or parts.username is not None:
        raise ValueError("https://identite.example.org")
    return text


def _is_address(text: str) -> bool:
    return text.lower().startswith(("http://", "https://"))


def _address(text: str) -> str:
    parts = urlsplit(text)
    if not _is_address(text) or not parts.hostname or parts.fragment or parts.username is not None:
        raise ValueError("https://example.org/sparql")
    return text


def _short_name(text: str) -> str:
    name = " ".join(text.split())
    if not 1 <= len(name) <= _LONGEST_NAME or not name.isprintable():
        raise ValueError("Identité de l'observatoire")
    return name


def _folder_or_address(text: str) -> Path | str:
    return _address(text) if _is_address(text) else Path(text)


def _one_of(*names: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text.lower() not in names:
            raise ValueError(", ".join(names))
        return text.lower()

    return parse


SETTINGS: Final = (
    Setting(
        "home",
        Path,
        "(the package's own)",
        Text(
            fr="Dossier qui contient ontology/, queries/ et data/.",
            en="Folder that holds ontology/, queries/ and data/.",
        ),
    ),
    Setting(
        "data",
        Path,
        "(data/ of the home)",
        Text(
            fr="Espace de travail : dossier qui contient cases/, actors/ et resources/, à la place de ceux du dossier ALLIANCESKG_HOME ; « curate init » en crée un.",
            en="Workspace: folder that holds cases/, actors/ and resources/, in place of those of the folder ALLIANCESKG_HOME; “curate init” makes one.",
        ),
    ),
    Setting(
        "store",
        _folder_or_address,
        "(a folder of the user's cache)",
        Text(
            fr="Dossier du dépôt construit à partir des fichiers, qui peut être supprimé à tout moment ; ou adresse des requêtes d'un serveur SPARQL.",
            en="Folder of the store built from the files, which can be deleted at any time; or address of queries of a SPARQL server.",
        ),
    ),
    Setting(
        "keep_days",
        _days,
        KEEP_DAYS,
        Text(
            fr="Jours pendant lesquels une version antérieure des données répond encore, vingt au plus ; la dernière reste toujours.",
            en="Days for which an earlier version of the data still answers, twenty at most; the last one always stays.",
        ),
    ),
    Setting(
        "store_update",
        _address,
        "(by custom of the engine)",
        Text(fr="Adresse des mises à jour du serveur SPARQL.", en="Address of updates of the SPARQL server."),
    ),
    Setting(
        "store_graphs",
        _address,
        "(by custom of the engine)",
        Text(
            fr="Adresse du serveur SPARQL pour remplacer des graphes entiers (Graph Store Protocol).",
            en="Address of the SPARQL server for replacing whole graphs (Graph Store Protocol).",
        ),
    ),
    Setting(
        "store_engine",
        _one_of(AUTOMATIC, *ENGINES),
        AUTOMATIC,
        Text(
            fr=f"Moteur du serveur SPARQL : {', '.join(ENGINES)} ; {AUTOMATIC} le lui demande.",
            en=f"Engine of the SPARQL server: {', '.join(ENGINES)}; {AUTOMATIC} asks the server.",
        ),
    ),
    Setting(
        "store_layout",
        _one_of(NAMED_GRAPHS, ONE_GRAPH),
        NAMED_GRAPHS,
        Text(
            fr=f"{NAMED_GRAPHS}, ou {ONE_GRAPH} pour un serveur dont le graphe par défaut ne réunit pas les graphes nommés.",
            en=f"{NAMED_GRAPHS}, or {ONE_GRAPH} for a server whose default graph is not the union of the named graphs.",
        ),
    ),
    Setting(
        "store_auth",
        _one_of(*get_args(Scheme)),
        "(none)",
        Text(
            fr="Comment s'authentifier auprès du serveur SPARQL : basic, digest ou bearer.",
            en="How to log in to the SPARQL server: basic, digest or bearer.",
        ),
    ),
    Setting(
        "store_user",
        str,
        "(none)",
        Text(fr="Compte sur le serveur SPARQL.", en="Account on the SPARQL server."),
    ),
    Setting(
        "store_secret",
        str,
        "(none)",
        Text(
            fr="Mot de passe de ce compte, ou jeton pour bearer.",
            en="Password of that account, or token for bearer.",
        ),
        is_secret=True,
    ),
    Setting(
        "store_seconds",
        _seconds,
        "60",
        Text(
            fr="Temps accordé au serveur SPARQL pour répondre à une requête, en secondes.",
            en="Time that the SPARQL server has for answering a query, in seconds.",
        ),
    ),
    Setting(
        "store_retries",
        _retries,
        "2",
        Text(
            fr="Nombre de nouveaux essais d'une requête restée sans réponse ; une écriture n'est jamais répétée.",
            en="How often a query that nobody answered is sent again; a write never is.",
        ),
    ),
    Setting(
        "store_rows",
        _positive,
        "(unknown)",
        Text(
            fr="Nombre de lignes auquel le serveur SPARQL coupe ses réponses sans le dire.",
            en="Number of rows at which the SPARQL server cuts its answers without saying so.",
        ),
    ),
    Setting(
        "public_url",
        _public_address,
        "(the address of this machine)",
        Text(
            fr="Adresse à laquelle le public trouve le site ; flux, plan du site et exports la donnent, la rédaction n'accepte de formulaires "
            "que de là et de la machine elle-même, et en https les cookies ne passent que par https.",
            en="Address at which the public finds the site; feeds, sitemap and exports give it, curation takes forms from there and from the "
            "machine itself only, and with https cookies go by https only.",
        ),
    ),
    Setting(
        "contact",
        _contact_address,
        "(the page /about)",
        Text(
            fr="Où joindre qui tient ce catalogue : adresse d'une page, ou mailto: et une adresse ; la description du catalogue la donne.",
            en="Where whoever keeps this catalogue is reached: address of a page, or mailto: and an address; the description of the catalogue gives it.",
        ),
    ),
    Setting(
        "alone",
        _one_of("yes", "no"),
        "no",
        Text(
            fr="yes si une seule personne tient l'observatoire : elle peut alors publier ses propres brouillons.",
            en="yes where one person keeps the observatory: they may then publish drafts of their own.",
        ),
    ),
    Setting(
        "oidc_issuer",
        _issuer,
        "(none)",
        Text(
            fr="Adresse d'un fournisseur OpenID Connect, exactement comme il se nomme : les comptes de la rédaction peuvent s'y connecter.",
            en="Address of an OpenID Connect provider, exactly as it calls itself: accounts of the curators' desk may sign in there.",
        ),
    ),
    Setting(
        "oidc_client",
        str,
        "(none)",
        Text(
            fr="Identifiant que ce fournisseur a donné à ce site.",
            en="Identifier that this provider has given to this site.",
        ),
    ),
    Setting(
        "oidc_secret",
        str,
        "(none)",
        Text(
            fr="Secret qui va avec cet identifiant ; aucun pour un client public.",
            en="Secret that goes with this identifier; none for a public client.",
        ),
        is_secret=True,
    ),
    Setting(
        "oidc_name",
        _short_name,
        "(the host of the issuer)",
        Text(
            fr="Nom du fournisseur sur le bouton de connexion.",
            en="Name of the provider on the button for signing in.",
        ),
    ),
    Setting(
        "limit",
        _positive,
        "10",
        Text(fr="Nombre de cas proposés en réponse à un profil.", en="Number of cases listed in answer to a profile."),
    ),
    Setting(
        "shacl_engine",
        _one_of(*_SHACL_ENGINES),
        "compiled",
        Text(
            fr="Moteur de validation : compiled, contraintes compilées à partir des formes ; ou pyshacl, la référence, plus lente, qui trouve la même chose.",
            en="Engine of validation: compiled, constraints compiled from the shapes; or pyshacl, the reference, slower, which finds the same.",
        ),
    ),
    Setting(
        "log",
        _log_level,
        "warning",
        Text(
            fr="Niveau du journal : debug, info, warning ou error.",
            en="Level of the log: debug, info, warning or error.",
        ),
    ),
)

"""Every kind of problem that is told over HTTP: its name, its status, what it means and how to mend it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from allianceskg.language import Text
from allianceskg.terms import BASE

PROBLEMS: Final = f"{BASE}problem"
"""IRI of the list of all types."""


@dataclass(frozen=True, slots=True)
class ProblemType:
    """
    A kind of problem.

    Attributes:
        meaning: When it is reported.
        mending: What whoever gets it can do.
    """

    name: str
    status: int
    title: Text
    meaning: Text
    mending: Text

    @property
    def iri(self) -> str:
        """The IRI that reports give as their `type`, and that answers with this description."""
        return f"{PROBLEMS}/{self.name}"


_LIGHTEN: Final = Text(
    fr="Ajoutez LIMIT, liez davantage les motifs entre eux, ou téléchargez le vidage (/dump/) pour un calcul d'ensemble.",
    en="Add LIMIT, tie the patterns closer together, or download the dump (/dump/) for a computation over everything.",
)
_AGAIN: Final = Text(
    fr="Recommencez après le nombre de secondes que donne l'en-tête Retry-After.",
    en="Try again after the number of seconds that the header Retry-After gives.",
)
_SIMPLIFY: Final = Text(
    fr="Découpez la requête en plusieurs, ou remplacez les répétitions par une liste VALUES.",
    en="Cut the query into several, or replace repetitions by a VALUES list.",
)
_REPORT: Final = Text(
    fr="Ce n'est pas votre faute : signalez-le avec l'identifiant de la demande (request_id).",
    en="It is no fault of yours: report it with the identifier of the request (request_id).",
)

_TYPES: Final = (
    ProblemType(
        "request-malformed",
        400,
        Text(fr="Demande mal formée", en="Malformed request"),
        Text(
            fr="La demande ne se lit pas : HTTP ou JSON incorrect, paramètres qui ne sont pas de l'UTF-8, pas de requête SPARQL ou plusieurs.",
            en="The request cannot be read: incorrect HTTP or JSON, parameters that are not UTF-8, no SPARQL query or several.",
        ),
        Text(
            fr="Encodez chaque paramètre en UTF-8 puis en pourcents, et envoyez un corps complet du type annoncé.",
            en="Encode each parameter as UTF-8, then with percent signs, and send a whole body of the type announced.",
        ),
    ),
    ProblemType(
        "parameter-invalid",
        400,
        Text(fr="Paramètre incorrect", en="Incorrect parameter"),
        Text(
            fr="Un paramètre manque, n'existe pas, ou a une valeur impossible ; le détail le nomme.",
            en="A parameter is missing, does not exist, or has an impossible value; the detail names it.",
        ),
        Text(
            fr="Corrigez ce paramètre ; /openapi.json décrit chacun d'eux.",
            en="Correct that parameter; /openapi.json describes each of them.",
        ),
    ),
    ProblemType(
        "profile-invalid",
        400,
        Text(fr="Profil incorrect", en="Incorrect profile"),
        Text(
            fr="Le profil à rapprocher contient des valeurs inconnues ou contradictoires ; « faults » les donne toutes.",
            en="The profile to match holds unknown or contradictory values; “faults” lists all of them.",
        ),
        Text(
            fr="Corrigez chaque faute de la liste : les valeurs proches y sont proposées.",
            en="Correct each fault of the list: near values are suggested there.",
        ),
    ),
    ProblemType(
        "address-too-long",
        414,
        Text(fr="Adresse trop longue", en="Address too long"),
        Text(
            fr="Les paramètres de l'adresse tiennent plus de place qu'il n'est sûr d'en faire passer.",
            en="The parameters of the address take more room than is sure to get through.",
        ),
        Text(
            fr="Raccourcissez le récit de la situation, ou envoyez le profil en JSON par POST à /api/match.",
            en="Shorten the story of the situation, or send the profile as JSON by POST to /api/match.",
        ),
    ),
    ProblemType(
        "data-unreadable",
        400,
        Text(fr="Données illisibles", en="Unreadable data"),
        Text(
            fr="Le texte envoyé n'est pas du RDF qui se lit, ne décrit aucune fiche, ou demande trop pour être vérifié.",
            en="The text that was sent is no readable RDF, describes no record, or takes too much to be checked.",
        ),
        Text(
            fr="Corrigez la ligne que nomme le détail ; envoyez une fiche à la fois.",
            en="Correct the line that the detail names; send one record at a time.",
        ),
    ),
    ProblemType(
        "query-malformed",
        400,
        Text(fr="Requête SPARQL non valide", en="Invalid SPARQL query"),
        Text(
            fr="Le texte n'est pas une requête SPARQL ; une mise à jour donnée comme requête en est un exemple. « line » et « column » disent où, à partir de 1.",
            en="The text is not a SPARQL query; an update given as a query is one example. “line” and “column” say where, from 1.",
        ),
        Text(
            fr="Vérifiez à cet endroit la ponctuation, les préfixes et l'ordre des clauses.",
            en="Check the punctuation, the prefixes and the order of the clauses there.",
        ),
    ),
    ProblemType(
        "query-too-complex",
        400,
        Text(fr="Requête trop complexe", en="Query too complex"),
        Text(
            fr="La requête a plus d'imbrications, de groupes ou d'opérateurs qu'il n'est permis.",
            en="The query has more nesting, groups or operators than it may.",
        ),
        _SIMPLIFY,
    ),
    ProblemType(
        "query-rejected",
        400,
        Text(fr="Requête refusée par le dépôt", en="Query refused by the store"),
        Text(
            fr="Le dépôt qui tient les données n'a pas voulu de la requête, ou sa réponse est plus longue qu'il n'en est lu.",
            en="The store that holds the data would not take the query, or its answer is longer than is read.",
        ),
        Text(fr="Demandez moins, ou une partie à la fois.", en="Ask for less, or for one part at a time."),
    ),
    ProblemType(
        "unknown-graph",
        400,
        Text(fr="Graphe inconnu", en="Unknown graph"),
        Text(
            fr="FROM, ou un paramètre, nomme un graphe qui n'est pas dans le dépôt ; aucun n'est cherché ailleurs.",
            en="FROM, or a parameter, names a graph that is not in the store; none is fetched from elsewhere.",
        ),
        Text(
            fr="Listez les graphes avec SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }, ou retirez FROM.",
            en="List the graphs with SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }, or leave FROM out.",
        ),
    ),
    ProblemType(
        "sign-in-needed",
        401,
        Text(fr="Connexion nécessaire", en="Sign-in needed"),
        Text(
            fr="La demande ne dit pas qui la fait, ou le jeton, la session ou le mot de passe n'est pas valable.",
            en="The request does not say who makes it, or its token, session or password is not valid.",
        ),
        Text(
            fr="Connectez-vous à /curate/login, ou envoyez un jeton valable dans l'en-tête Authorization.",
            en="Sign in at /curate/login, or send a valid token in the header Authorization.",
        ),
    ),
    ProblemType(
        "update-refused",
        403,
        Text(fr="Mise à jour refusée", en="Update refused"),
        Text(
            fr="La demande est une mise à jour SPARQL : paramètre « update », ou corps de type application/sparql-update.",
            en="The request is a SPARQL update: the parameter “update”, or a body of type application/sparql-update.",
        ),
        Text(
            fr="Les données se modifient dans les fichiers du catalogue, puis par « allianceskg load ».",
            en="The data are changed in the files of the catalogue, then with “allianceskg load”.",
        ),
    ),
    ProblemType(
        "federation-refused",
        403,
        Text(fr="Fédération refusée", en="Federation refused"),
        Text(
            fr="La requête contient SERVICE : ce point d'accès ne transmet rien à d'autres.",
            en="The query holds SERVICE: this endpoint passes nothing on to others.",
        ),
        Text(
            fr="Interrogez chaque point d'accès à part, ou chargez le vidage (/dump/) dans votre propre dépôt.",
            en="Query each endpoint on its own, or load the dump (/dump/) into your own store.",
        ),
    ),
    ProblemType(
        "not-allowed",
        403,
        Text(fr="Action non permise", en="Not allowed"),
        Text(
            fr="Le rôle du compte ne permet pas cela, ou la demande vient d'une page d'un autre site.",
            en="The role of the account does not allow this, or the request comes from a page of another site.",
        ),
        Text(
            fr="Demandez à quelqu'un dont le rôle le permet, ou recommencez à partir d'une page de ce site.",
            en="Ask somebody whose role allows it, or do it again from a page of this site.",
        ),
    ),
    ProblemType(
        "not-found",
        404,
        Text(fr="Introuvable", en="Not found"),
        Text(
            fr="Rien ne porte ce nom, ou rien n'est à cette adresse ; « nearest » donne ce qui y ressemble.",
            en="Nothing has that name, or nothing is at that address; “nearest” gives what looks like it.",
        ),
        Text(
            fr="Vérifiez l'adresse, prenez l'un des noms proches, ou partez de la liste des cas (/cases).",
            en="Check the address, take one of the near names, or start from the list of cases (/cases).",
        ),
    ),
    ProblemType(
        "method-not-allowed",
        405,
        Text(fr="Méthode non permise", en="Method not allowed"),
        Text(
            fr="La méthode HTTP ne s'applique pas à cette adresse ; l'en-tête Allow donne celles qui le font.",
            en="The HTTP method does not apply to this address; the header Allow gives those that do.",
        ),
        Text(fr="Employez GET ; rien ne s'écrit par HTTP.", en="Use GET; nothing can be written over HTTP."),
    ),
    ProblemType(
        "not-acceptable",
        406,
        Text(fr="Format non disponible", en="Format not available"),
        Text(
            fr="Aucun des formats qu'accepte l'en-tête Accept n'est proposé ; « offered » donne ceux qui le sont.",
            en="None of the formats that the header Accept takes is offered; “offered” lists those that are.",
        ),
        Text(
            fr="Demandez l'un des formats proposés, par Accept, par la fin de l'adresse ou par « format ».",
            en="Ask for one of the formats offered, by Accept, by the ending of the address or by “format”.",
        ),
    ),
    ProblemType(
        "request-too-slow",
        408,
        Text(fr="Demande trop lente", en="Request too slow"),
        Text(
            fr="Les en-têtes ou le corps ne sont pas arrivés à temps.",
            en="The headers or the body did not arrive in time.",
        ),
        Text(fr="Recommencez sur une connexion plus rapide.", en="Try again over a faster connection."),
    ),
    ProblemType(
        "conflict",
        409,
        Text(fr="Conflit", en="Conflict"),
        Text(
            fr="L'état de la fiche ne permet pas ce changement : modifiée à la main, déjà fusionnée, ou changée depuis.",
            en="The state of the record does not allow this change: edited by hand, merged already, or changed since.",
        ),
        Text(
            fr="Lisez le détail, corrigez ce qu'il nomme, puis recommencez.",
            en="Read the detail, mend what it names, then do it again.",
        ),
    ),
    ProblemType(
        "retired",
        410,
        Text(fr="Retiré", en="Gone"),
        Text(
            fr="Cette fiche a été retirée du catalogue ; le détail dit pourquoi, « successor » ce qui la remplace.",
            en="This record was retired from the catalogue; the detail says why, “successor” what replaces it.",
        ),
        Text(fr="Citez ce qui la remplace.", en="Cite what replaces it."),
    ),
    ProblemType(
        "version-gone",
        410,
        Text(fr="Version retirée", en="Version withdrawn"),
        Text(
            fr="La version des données que demande l'adresse n'est plus servie ; « current » donne celle qui l'est.",
            en="The version of the data that the address asks for is no longer served; “current” gives the one that is.",
        ),
        Text(
            fr="Demandez la version en cours, ou cherchez l'export de l'ancienne sous /dump/.",
            en="Ask for the current version, or look for the dump of the old one under /dump/.",
        ),
    ),
    ProblemType(
        "changed-meanwhile",
        412,
        Text(fr="Changé entre-temps", en="Changed meanwhile"),
        Text(
            fr="La fiche n'est plus ce que dit l'en-tête If-Match : quelqu'un d'autre l'a changée. Rien n'a été changé.",
            en="The record is no longer what the header If-Match says: somebody else changed it. Nothing was changed.",
        ),
        Text(
            fr="Relisez la fiche, reportez-y votre changement, puis renvoyez-la avec son ETag d'à présent.",
            en="Read the record again, make your change in it, then send it with its ETag of now.",
        ),
    ),
    ProblemType(
        "query-too-long",
        413,
        Text(fr="Requête trop longue", en="Query too long"),
        Text(fr="La requête a plus de caractères qu'il n'est permis.", en="The query has more characters than it may."),
        _SIMPLIFY,
    ),
    ProblemType(
        "request-too-large",
        413,
        Text(fr="Demande trop volumineuse", en="Request too large"),
        Text(fr="Le corps est plus grand qu'il n'en est lu.", en="The body is larger than is read."),
        Text(fr="Envoyez moins à la fois.", en="Send less at a time."),
    ),
    ProblemType(
        "answer-too-large",
        413,
        Text(fr="Réponse trop volumineuse", en="Answer too large"),
        Text(
            fr="La réponse dépasse ce qui est envoyé ; rien n'en part, pour qu'une réponse coupée ne passe pas pour entière.",
            en="The answer is over what is sent; none of it leaves, so that a cut answer never looks whole.",
        ),
        Text(
            fr="Demandez-la par parties (ORDER BY avec LIMIT et OFFSET), ou téléchargez le vidage (/dump/).",
            en="Ask for it in parts (ORDER BY with LIMIT and OFFSET), or download the dump (/dump/).",
        ),
    ),
    ProblemType(
        "unsupported-media-type",
        415,
        Text(fr="Type de contenu non pris en charge", en="Unsupported media type"),
        Text(
            fr="Le corps est annoncé dans un type, un jeu de caractères ou une compression qui ne se lisent pas ici.",
            en="The body is announced in a type, a charset or a compression that is not read here.",
        ),
        Text(
            fr="Envoyez l'un des types que nomme le détail, en UTF-8 et sans compression.",
            en="Send one of the types that the detail names, in UTF-8 and uncompressed.",
        ),
    ),
    ProblemType(
        "record-refused",
        422,
        Text(fr="Fiche refusée", en="Record refused"),
        Text(
            fr="Ce qui a été envoyé ne peut pas être publié ; « findings » dit pourquoi : champ, valeur, message, remède. Rien n'a été changé.",
            en="What was sent cannot be published; “findings” says why: field, value, message, mend. Nothing was changed.",
        ),
        Text(
            fr="Corrigez chaque constat, puis recommencez.",
            en="Mend each finding, then do it again.",
        ),
    ),
    ProblemType(
        "key-used-otherwise",
        422,
        Text(fr="Clé déjà employée", en="Key used already"),
        Text(
            fr="La clé Idempotency-Key a déjà servi pour une autre demande du même compte.",
            en="The key Idempotency-Key has served already for another request of the same account.",
        ),
        Text(
            fr="Donnez à chaque demande une clé nouvelle ; ne répétez une clé qu'avec la même demande.",
            en="Give each request a new key; repeat a key only with the same request.",
        ),
    ),
    ProblemType(
        "precondition-needed",
        428,
        Text(fr="If-Match nécessaire", en="If-Match needed"),
        Text(
            fr="La fiche existe, et la demande ne dit pas quelle version elle change.",
            en="The record exists, and the request does not say which version it changes.",
        ),
        Text(
            fr="Lisez la fiche, puis envoyez son ETag dans l'en-tête If-Match.",
            en="Read the record, then send its ETag in the header If-Match.",
        ),
    ),
    ProblemType(
        "too-many-tries",
        429,
        Text(fr="Trop d'essais", en="Too many tries"),
        Text(
            fr="Trop de mots de passe incorrects ont été donnés ; celui-ci n'a pas été vérifié.",
            en="Too many wrong passwords were given; this one was not checked.",
        ),
        Text(
            fr="Attendez le nombre de secondes que donne l'en-tête Retry-After.",
            en="Wait for the number of seconds that the header Retry-After gives.",
        ),
    ),
    ProblemType(
        "too-many-queries",
        429,
        Text(fr="Trop de requêtes de votre part", en="Too many queries of yours"),
        Text(
            fr="Vous avez plus de requêtes en attente que votre part ; celle-ci n'a pas été exécutée.",
            en="You have more queries waiting than your share; this one was not run.",
        ),
        Text(
            fr="Attendez la fin des précédentes ; l'en-tête Retry-After dit combien de secondes.",
            en="Wait for the earlier ones to end; the header Retry-After says how many seconds.",
        ),
    ),
    ProblemType(
        "headers-too-large",
        431,
        Text(fr="En-têtes trop longs", en="Headers too large"),
        Text(
            fr="La première ligne et les en-têtes dépassent ensemble ce qui est lu ; une requête dans l'adresse compte.",
            en="The request line and the headers together are over what is read; a query in the address counts.",
        ),
        Text(fr="Envoyez une longue requête par POST.", en="Send a long query by POST."),
    ),
    ProblemType(
        "query-crashed",
        500,
        Text(fr="Calcul interrompu", en="Computation broken off"),
        Text(
            fr="La requête a fait tomber le processus qui la calculait ; les autres n'en sont pas affectées.",
            en="The query brought down the process that computed it; others are not affected.",
        ),
        Text(
            fr="Simplifiez la requête : moins d'imbrications, moins de clauses répétées.",
            en="Simplify the query: less nesting, fewer repeated clauses.",
        ),
    ),
    ProblemType(
        "answer-failed",
        500,
        Text(fr="Réponse impossible", en="No answer possible"),
        Text(
            fr="Le moteur ou le format a renoncé ; le détail dit pourquoi.",
            en="The engine or the format gave up; the detail says why.",
        ),
        Text(
            fr="Demandez un autre format : le RDF/XML, par exemple, ne sait pas écrire toutes les propriétés.",
            en="Ask for another format: RDF/XML, for one, cannot write every property.",
        ),
    ),
    ProblemType(
        "server-error",
        500,
        Text(fr="Erreur du serveur", en="Server error"),
        Text(
            fr="Le programme, un de ses fichiers ou sa configuration a un défaut.",
            en="The program, one of its files or its configuration has a fault.",
        ),
        _REPORT,
    ),
    ProblemType(
        "server-busy",
        503,
        Text(fr="Serveur occupé", en="Server busy"),
        Text(
            fr="Toutes les places de calcul sont prises ; la demande n'a pas été exécutée.",
            en="Every place to compute is taken; the request was not carried out.",
        ),
        _AGAIN,
    ),
    ProblemType(
        "query-interrupted",
        503,
        Text(fr="Calcul interrompu de l'extérieur", en="Computation ended from outside"),
        Text(
            fr="Le processus qui calculait la requête a été arrêté par quelqu'un ou par le système ; la requête n'y est pour rien.",
            en="The process that computed the query was ended by somebody or by the system; the query is not to blame.",
        ),
        _AGAIN,
    ),
    ProblemType(
        "service-down",
        503,
        Text(fr="Service arrêté", en="Service down"),
        Text(
            fr="Le service de requêtes s'arrête ou démarre.",
            en="The query service is stopping or starting.",
        ),
        _AGAIN,
    ),
    ProblemType(
        "too-many-connections",
        503,
        Text(fr="Trop de connexions", en="Too many connections"),
        Text(
            fr="Plus de connexions sont ouvertes que le serveur n'en tient ; la plus lente à demander cède sa place.",
            en="More connections are open than the server holds; the slowest to ask gives way.",
        ),
        _AGAIN,
    ),
    ProblemType(
        "unavailable",
        503,
        Text(fr="Indisponible pour l'instant", en="Unavailable for now"),
        Text(
            fr="Le dépôt des données ne répond pas, ou une partie facultative du programme n'est pas installée.",
            en="The store of the data does not answer, or an optional part of the program is not installed.",
        ),
        Text(
            fr="Recommencez dans quelques minutes ; l'adresse garde vos choix.",
            en="Try again in a few minutes; the address keeps your choices.",
        ),
    ),
    ProblemType(
        "sign-in-unavailable",
        503,
        Text(fr="Connexion ailleurs indisponible", en="Signing in elsewhere unavailable"),
        Text(
            fr="Le fournisseur d'identité par lequel on se connecte ne répond pas, ou pas comme il le doit.",
            en="The identity provider by which people sign in does not answer, or not as it should.",
        ),
        Text(
            fr="Connectez-vous avec votre mot de passe, ou recommencez dans quelques minutes.",
            en="Sign in with your password, or try again in a few minutes.",
        ),
    ),
    ProblemType(
        "workspace-unavailable",
        503,
        Text(fr="Espace de travail indisponible", en="Workspace unavailable"),
        Text(
            fr="Le dossier des fiches ne peut pas être lu ou écrit : disque plein, droits, ou autre programme qui publie.",
            en="The folder of records cannot be read or written: a full disk, permissions, or another program that publishes.",
        ),
        Text(
            fr="Faites ce que dit le détail, puis recommencez ; ce qui a été confirmé est gardé.",
            en="Do what the detail says, then do it again; what was confirmed is kept.",
        ),
    ),
    ProblemType(
        "query-too-slow",
        504,
        Text(fr="Durée dépassée", en="Time limit exceeded"),
        Text(fr="La requête a été arrêtée à la limite de temps.", en="The query was stopped at its limit of time."),
        _LIGHTEN,
    ),
    ProblemType(
        "query-too-greedy",
        507,
        Text(fr="Mémoire dépassée", en="Memory limit exceeded"),
        Text(fr="La requête a été arrêtée à la limite de mémoire.", en="The query was stopped at its limit of memory."),
        _LIGHTEN,
    ),
)

TYPES: Final[Mapping[str, ProblemType]] = {one.name: one for one in _TYPES}
"""Each type by its name, in the order of their statuses."""

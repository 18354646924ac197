"""
Write `docs/reference/queries.md`, the list of the catalogued queries, from their headers.

    python -m scripts.write_query_reference [--check]

With `--check` nothing is written; the exit code is 1 when the page is not what this script would write.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from allianceskg.files import Home
from allianceskg.language import Text
from allianceskg.sparql.query_files import Query, QueryCatalogue

ROOT: Final = Path(__file__).resolve().parent.parent
PAGE: Final = ROOT / "docs" / "reference" / "queries.md"

FOLDERS: Final[Sequence[tuple[str, Text, Text]]] = (
    (
        "competency",
        Text(fr="Questions de compétence", en="Competency questions"),
        Text(
            fr="Les questions auxquelles l'ontologie s'engage à répondre ; leur liste est dans "
            "[competency-questions.md](competency-questions.md).",
            en="The questions that the ontology promises to answer; [competency-questions.md](competency-questions.md) "
            "lists them.",
        ),
    ),
    (
        "catalogue",
        Text(fr="Parcourir le catalogue", en="Browsing the catalogue"),
        Text(
            fr="Listes et fiches : cas, acteurs, territoires, ressources, concepts.",
            en="Lists and records: cases, actors, territories, resources, concepts.",
        ),
    ),
    (
        "analytics",
        Text(fr="Statistiques", en="Statistics"),
        Text(
            fr="Des nombres entiers, avec leur total : ni moyenne ni pourcentage, que les moteurs arrondissent chacun à leur façon. "
            "Ils portent sur ce qui est recensé, pas sur ce qui existe.",
            en="Whole numbers, with what they are out of: no mean and no percentage, which each engine rounds in its own way. "
            "They are about what is on record, not about what exists.",
        ),
    ),
    (
        "quality",
        Text(fr="Qualité des données", en="Quality of the data"),
        Text(
            fr="Ce qu'il reste à vérifier ou à compléter. Une réponse vide est une bonne nouvelle.",
            en="What is left to check or to complete. An empty answer is good news.",
        ),
    ),
    (
        "matching",
        Text(fr="Mise en correspondance", en="Matching"),
        Text(
            fr="Ce que `allianceskg match` demande au catalogue : `ranking` est la règle du classement, les autres en montrent les "
            "preuves. Leurs paramètres sont remplis d'après le profil et les conventions.",
            en="What `allianceskg match` asks the catalogue: `ranking` is the rule of the ranking, the others show its proofs. "
            "Their parameters are filled from the profile and the conventions.",
        ),
    ),
    (
        "materialise",
        Text(fr="Triplets déduits", en="Inferred triples"),
        Text(
            fr="Les seules déductions du catalogue, faites au chargement, dans l'ordre de leurs noms ; chacune remplit le graphe "
            "`https://w3id.org/alliances/inferred/<nom>/graph`.",
            en="The only inferences of the catalogue, made when it is loaded, in the order of their names; each fills the graph "
            "`https://w3id.org/alliances/inferred/<name>/graph`.",
        ),
    ),
)

INTRODUCTION: Final = """\
# Requêtes du catalogue / Catalogued queries

<!-- Page écrite par / written by: python -m scripts.write_query_reference -->

**FR.** Chaque fichier de `queries/` répond à une question et s'exécute tel quel dans tout outil SPARQL 1.1 : ses valeurs
d'exemple sont dans ses blocs `VALUES`. En ligne de commande, `allianceskg query NOM` l'exécute, et `--param` remplace un
exemple ; on répète `--param` pour donner plusieurs valeurs. Le paramètre `language` choisit la langue des libellés (`fr` ou
`en`) ; les noms d'acteurs et de territoires restent en français.

**EN.** Each file of `queries/` answers one question and runs as it stands in any SPARQL 1.1 tool: its example values are in
its `VALUES` blocks. On the command line, `allianceskg query NAME` runs it, and `--param` replaces an example; repeat
`--param` to give several values. The parameter `language` chooses the language of labels (`fr` or `en`); names of actors and
territories stay in French.

```sh
allianceskg query cases-by-function --param function=gestion-d-un-lieu
allianceskg query cases-in-territory --param territory=departement-13 --param language=en
allianceskg query evidence-of-case --param case=silver-geek --format csv
allianceskg query difficulties-and-lessons --param about=voc-catalyst-functions:accompagnements
```

Un paramètre s'écrit selon son type / A parameter is written according to its type:

| type | exemple / example |
|---|---|
| `case`, `actor`, `resource`, `territory` | `silver-geek`, `le-rameau`, `guide-construire-ensemble`, `commune-45234` |
| `sdg` | `17`, `17.16` |
| un schéma de concepts / a concept scheme, `themes` | `numerique` |
| `iri` | `https://…`, `akg:inCategory`, `case:silver-geek`, `voc-needs:definir-strategie` |
| `string`, `french`, `integer`, `date` | `Courcy`, `Courcy`, `2`, `2027-11-23` |
| plusieurs variables / several variables, `(facet value)` | `"akg:coversFunction voc-catalyst-functions:gestion-d-un-lieu"` |

Le nom d'une requête est unique : il suffit, sans son dossier.
The name of a query is unique: it is enough, without its folder.
"""


def page(home: Home) -> str:
    """Return the text of the page."""
    catalogue = QueryCatalogue(home.queries)
    return "\n".join([INTRODUCTION, *(line for folder in FOLDERS for line in _section(catalogue, *folder))])


def _section(catalogue: QueryCatalogue, folder: str, title: Text, about: Text) -> Iterator[str]:
    queries = catalogue.in_folder(folder)
    yield f"## `{folder}` : {title.fr} / {title.en} ({len(queries)})\n"
    yield f"{about.fr}\n\n{about.en}\n"
    yield "| requête / query | répond à / answers | paramètres / parameters | colonnes / columns |"
    yield "|---|---|---|---|"
    for query in queries:
        yield f"| {_name(query)} | {_summary(query)} | {_parameters(query)} | {_columns(query)} |"
    yield ""


def _name(query: Query) -> str:
    return f"[`{query.name}`](../../queries/{query.folder}/{query.name}.rq)"


def _summary(query: Query) -> str:
    questions = f" ({', '.join(query.answers)})" if query.answers else ""
    return _cell(f"{query.summary.fr}<br>{query.summary.en}{questions}")


def _parameters(query: Query) -> str:
    if not query.parameters:
        return ""
    shown = [
        f"`{name}`: {kinds if isinstance(kinds, str) else ', '.join(kinds)}" for name, kinds in query.parameters.items()
    ]
    return _cell("<br>".join(shown))


def _columns(query: Query) -> str:
    return (
        "triplets / triples" if query.form == "CONSTRUCT" else _cell(", ".join(f"`{name}`" for name in query.returns))
    )


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def main(arguments: Sequence[str]) -> int:
    """Write the page, or with `--check` say whether it is up to date."""
    text = page(Home(ROOT))
    is_same = PAGE.exists() and PAGE.read_text(encoding="utf-8") == text
    if "--check" in arguments:
        if not is_same:
            print(f"{PAGE.relative_to(ROOT)}: not up to date (python -m scripts.write_query_reference)")
        return 0 if is_same else 1
    PAGE.write_text(text, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

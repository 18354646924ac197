"""
Write the reference pages that come from the program and the ontology: settings, problems, values of vocabularies.

    python -m scripts.write_reference_pages

`scripts.check_docs` refuses pages that are not what this script would write.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import click
from rdflib import DCTERMS, RDF, SKOS, Graph, Literal, URIRef
from rdflib.term import Node

from allianceskg.cli.bilingual import program
from allianceskg.language import LANGUAGES, Language, Text, same
from allianceskg.rdf import turtle
from allianceskg.serving.problem_types import TYPES
from allianceskg.setting_table import SETTINGS
from allianceskg.terms import AKG

ROOT: Final = Path(__file__).resolve().parent.parent
REFERENCE: Final = ROOT / "docs" / "reference"
ORDER: Final = URIRef(f"{AKG}order")
ASKS_ABOUT: Final = URIRef(f"{AKG}asksAbout")

_GENERATED: Final = Text(
    fr="Page écrite par `python -m scripts.write_reference_pages` ; corrigez sa source, pas la page.",
    en="Written by `python -m scripts.write_reference_pages`; correct its source, not the page.",
)
_DEFAULTS: Final[Mapping[str, Text]] = {
    "(the package's own)": Text(fr="(celui du paquet)", en="(the package's own)"),
    "(data/ of the home)": Text(fr="(data/ de ce dossier)", en="(data/ of the home)"),
    "(a folder of the user's cache)": Text(
        fr="(un dossier du cache de l'utilisateur)", en="(a folder of the user's cache)"
    ),
}
_SETTINGS_TITLE: Final = Text(fr="Réglages", en="Settings")
_SETTINGS_INTRODUCTION: Final = Text(
    fr="""Une option de la ligne de commande l'emporte sur la variable d'environnement, qui l'emporte sur la valeur par
défaut. Une variable vide compte comme absente. `allianceskg config` affiche chaque valeur et son origine ; la source est
la table `SETTINGS` de `src/allianceskg/setting_table.py`.""",
    en="""An option of the command line wins over the environment variable, which wins over the default. An empty variable
counts as absent. `allianceskg config` shows each value and where it comes from; the source is the table `SETTINGS` of
`src/allianceskg/setting_table.py`.""",
)
_PROBLEMS_TITLE: Final = Text(fr="Problèmes par HTTP", en="Problems over HTTP")
_PROBLEMS_INTRODUCTION: Final = Text(
    fr="""Tout ce que `allianceskg serve` refuse ou ne peut pas faire est dit de la même façon : en
`application/problem+json` (RFC 9457), ou par une page dans un navigateur. Un compte rendu a toujours `type`, `title`, `status`,
`detail` et `request_id` ; selon le problème, `hint` (que faire), `faults` (chaque faute), `nearest` (ce qui ressemble),
`offered` (les formats proposés), `line` et `column` (à partir de 1), `current` et `dump` (versions), `successor` (remplaçant).

`type` est `https://w3id.org/alliances/problem/` suivi du nom ci-dessous ; `/problem/<nom>` et `/problem` répondent, en page, en
Turtle et en JSON-LD. Le titre est celui du type ; le détail dit ce qui s'est passé cette fois. La langue est celle de
`lang` ; à `/sparql`, à défaut, celle de `Accept-Language`.

`request_id` est aussi l'en-tête `X-Request-Id` et une ligne de la page et du journal. Un identifiant reçu dans `X-Request-Id` est
gardé s'il a de 6 à 64 lettres, chiffres, points, tirets ou tirets bas ; sinon un nouveau est donné.""",
    en="""Whatever `allianceskg serve` refuses or cannot do is told in the same way: as `application/problem+json` (RFC 9457), or
as a page in a browser. A report always has `type`, `title`, `status`, `detail` and `request_id`; depending on the problem,
`hint` (what to do), `faults` (each fault), `nearest` (what looks alike), `offered` (the formats there are), `line` and `column`
(from 1), `current` and `dump` (versions), `successor` (what replaces it).

`type` is `https://w3id.org/alliances/problem/` followed by the name below; `/problem/<name>` and `/problem` answer, as a page, as
Turtle and as JSON-LD. The title is that of the type; the detail says what happened this time. The language is that of `lang`;
at `/sparql`, without it, that of `Accept-Language`.

`request_id` is also the header `X-Request-Id` and a line of the page and of the log. An identifier that comes in `X-Request-Id` is
kept when it has 6 to 64 letters, digits, dots, hyphens or underscores; otherwise a new one is given.""",
)
_VALUES_TITLE: Final = Text(fr="Les valeurs des vocabulaires", en="The values of the vocabularies")
_VALUES_INTRODUCTION: Final = Text(
    fr="""Les identifiants qu'un profil, un cas, un acteur ou une ressource peut employer, vocabulaire par vocabulaire. Un
profil écrit l'identifiant seul (`themes: [numerique]`) ; un fichier Turtle le fait précéder de `voc-` et du nom du
vocabulaire (`voc-themes:numerique`), et les objectifs de développement durable s'écrivent `sdg:17`. Un nouveau terme se demande :
voir [CONTRIBUTING](../../CONTRIBUTING.fr.md).""",
    en="""The identifiers that a profile, a case, an actor or a resource may use, vocabulary by vocabulary. A profile writes the
identifier alone (`themes: [numerique]`); a Turtle file puts `voc-` and the name of the vocabulary before it
(`voc-themes:numerique`), and writes the Sustainable Development Goals as `sdg:17`. New terms are asked for: see
[CONTRIBUTING](../../CONTRIBUTING.md).""",
)


def pages() -> dict[Path, str]:
    """Return the text that each generated page should have."""
    made = {}
    for language in LANGUAGES:
        ending = ".md" if language == "en" else f".{language}.md"
        made[REFERENCE / f"settings{ending}"] = settings_page(language)
        made[REFERENCE / f"problems{ending}"] = problems_page(language)
        made[REFERENCE / f"values{ending}"] = values_page(language)
    return made


def commands() -> dict[str, tuple[str, ...]]:
    """Return the options of each command, `curate publish` and such included; under the empty name those of the program."""
    context = click.Context(program("fr"))
    return {
        name: tuple(option for one in made.get_params(context) for option in one.opts)
        for name, made in _with_subcommands("", context.command, context)
    }


def _with_subcommands(name: str, command: click.Command, context: click.Context) -> Iterator[tuple[str, click.Command]]:
    yield name, command
    if isinstance(command, click.Group):
        for own in command.list_commands(context):
            made = command.get_command(context, own)
            assert made is not None
            yield from _with_subcommands(f"{name} {own}".strip(), made, context)


def settings_page(language: Language) -> str:
    """Write the settings as a table."""
    heading = Text(fr="| variable | option | par défaut | |", en="| variable | option | default | |")
    options = {name for names in commands().values() for name in names}
    rows = []
    for setting in SETTINGS:
        option = f"`--{setting.name}`" if f"--{setting.name}" in options else ""
        default = _DEFAULTS.get(setting.default, same(setting.default)).in_language(language)
        text = setting.help.in_language(language)
        rows.append(f"| `{setting.variable}` | {option} | {default} | {text} |")
    table = "\n".join([heading.in_language(language), "|---|---|---|---|", *rows])
    return _page("settings", _SETTINGS_TITLE, _SETTINGS_INTRODUCTION, table, language)


def problems_page(language: Language) -> str:
    """Write the types of problems as a table."""
    heading = Text(fr="| nom | statut | quand | que faire |", en="| name | status | when | what to do |")
    rows = [
        f"| `{one.name}` | {one.status} | {_cell(one.meaning.in_language(language))} | {_cell(one.mending.in_language(language))} |"
        for one in TYPES.values()
    ]
    table = "\n".join([heading.in_language(language), "|---|---|---|---|", *rows])
    return _page("problems", _PROBLEMS_TITLE, _PROBLEMS_INTRODUCTION, table, language)


def values_page(language: Language) -> str:
    """Write the concepts of every vocabulary as tables."""
    sections = []
    for path in sorted((ROOT / "ontology" / "vocabularies").glob("*.ttl")):
        graph = _read(path)
        (scheme,) = graph.subjects(RDF.type, SKOS.ConceptScheme)
        title = _text(graph, scheme, DCTERMS.title).in_language(language)
        heading = Text(fr="| identifiant | nom | définition |", en="| identifier | name | definition |")
        concepts = sorted(graph.subjects(SKOS.inScheme, scheme), key=lambda one: _place(graph, one))
        rows = [_value_row(graph, concept, language) for concept in concepts]
        table = "\n".join([heading.in_language(language), "|---|---|---|", *rows])
        sections.append(f"## {title}\n\n`{path.stem}`\n\n{table}")
    return _page("values", _VALUES_TITLE, _VALUES_INTRODUCTION, "\n\n".join(sections), language)


def _value_row(graph: Graph, concept: Node, language: Language) -> str:
    indent = "– " * (len(_place(graph, concept)) - 1)
    identifier = str(concept).rpartition("/")[2]
    name = _text(graph, concept, SKOS.prefLabel).in_language(language)
    definition = _cell(_text(graph, concept, SKOS.definition).in_language(language))
    return f"| {indent}`{identifier}` | {name} | {definition} |"


def _read(path: Path) -> Graph:
    graph = Graph()
    graph.parse(data=turtle.read_bytes(path), format="turtle")
    return graph


def _place(graph: Graph, concept: Node) -> tuple[tuple[str, int, str], ...]:
    """Sort a concept under the one that is broader, questions by what they ask about, each list in its order."""
    broader = graph.value(concept, SKOS.broader)
    about = graph.value(concept, ASKS_ABOUT)
    own = (str(about or ""), int(str(graph.value(concept, ORDER) or 0)), str(concept))
    return (*(_place(graph, broader) if broader is not None else ()), own)


def _text(graph: Graph, shape: Node, predicate: URIRef) -> Text:
    words = {value.language: str(value) for value in graph.objects(shape, predicate) if isinstance(value, Literal)}
    return Text(fr=words.get("fr", ""), en=words.get("en", ""))


def _cell(text: str) -> str:
    """Keep Markdown from reading angle brackets as tags, and bars as the ends of cells."""
    return text.replace("<", "&lt;").replace("|", "\\|").replace("*", "\\*")


def _page(name: str, title: Text, introduction: Text, body: str, language: Language) -> str:
    link = f"*[En français]({name}.fr.md)*" if language == "en" else f"*[In English]({name}.md)*"
    texts = [f"# {title.in_language(language)}", link, introduction.in_language(language), body]
    return "\n\n".join([*texts, f"---\n\n*{_GENERATED.in_language(language)}*"]) + "\n"


def main() -> int:
    """Write the pages whose text has changed."""
    for path, text in pages().items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8", newline="\n")
            print(f"{path.relative_to(ROOT)}: written")
    return 0


if __name__ == "__main__":
    sys.exit(main())

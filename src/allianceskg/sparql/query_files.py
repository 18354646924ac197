"""
Catalogued queries: `.rq` files whose `#+` lines say what they answer, and how values are bound into them.

A file runs as it stands in any SPARQL 1.1 tool: each parameter has an example value in a `VALUES` block, and
binding replaces the rows of that block, and nothing else, with terms that are printed one by one.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import yaml

from allianceskg.errors import MissingHeaderError, NotFoundError, QueryFileError, UnknownParameterError, near_names
from allianceskg.files import digest_of, version_of
from allianceskg.language import Text, same
from allianceskg.likeness import nearest
from allianceskg.rdf.term import IRI, Literal, Term, french
from allianceskg.sparql import tokens
from allianceskg.sparql.prologue import Form, form_of
from allianceskg.sparql.values import ValuesBlock, find_values
from allianceskg.terms import ACTOR, BASE, CASE, PREFIXES, QUERY, RESOURCE, SDG, TERRITORY, VOCABULARY, XSD

Row = Sequence[Term | None]

# The loader in C reads a header ten times faster; it is missing where PyYAML was built without libyaml.
_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_HEADER_LINE: Final = re.compile(r"^#\+ ?(.*)$", re.MULTILINE)
_KNOWN_KEYS: Final = {"summary", "summary_fr", "answers", "parameters", "returns", "reads", "after", "graph", "spread"}
_BASES: Final[Mapping[str, str]] = {
    "case": CASE,
    "actor": ACTOR,
    "territory": TERRITORY,
    "resource": RESOURCE,
    "sdg": SDG,
}
# What stands before the name of a scheme in the prefix of its concepts, as in `voc-needs:definir-strategie`.
_CONCEPT_PREFIX: Final = "voc-"
_DATATYPES: Final = {
    "string": f"{XSD}string",
    "integer": f"{XSD}integer",
    "date": f"{XSD}date",
}


@dataclass(frozen=True)
class Query:
    """
    A catalogued query.

    Attributes:
        name: File name without its ending.
        folder: Folder below `queries/`, such as `competency`.
        summary: What it answers, in one line.
        answers: Competency questions that it answers.
        parameters: Variable, or variables in parentheses for a block of several, and type of each.
        returns: Variable and type of each column; empty for CONSTRUCT.
        reads: For a materialising query, the groups of files that its answer depends on; `answer` for one that is run on
            the answer to a profile.
        after: The names of the materialising queries whose triples it reads, said by those that themselves infer, and by those
            that read the match index from the store.
        spread: For a materialising query, into what its texts are spread before they are kept; empty for most.
        text: The whole file.
    """

    name: str
    folder: str
    summary: Text
    answers: tuple[str, ...]
    parameters: Mapping[str, Any]
    returns: Mapping[str, str]
    reads: tuple[str, ...]
    after: tuple[str, ...]
    text: str
    spread: str = ""

    @property
    def iri(self) -> str:
        """The IRI of the query."""
        return f"{QUERY}{self.folder}/{self.name}"

    @property
    def digest(self) -> str:
        """SHA-256 of its text, in hexadecimal."""
        return digest_of(self.text.encode())

    @cached_property
    def form(self) -> Form:
        """SELECT, ASK, CONSTRUCT or DESCRIBE."""
        form = form_of(self.text)
        if form is None:
            raise QueryFileError(
                Text(
                    fr=f"{self.folder}/{self.name}.rq : ni SELECT, ni ASK, ni CONSTRUCT, ni DESCRIBE.",
                    en=f"{self.folder}/{self.name}.rq: neither SELECT, ASK, CONSTRUCT nor DESCRIBE.",
                )
            )
        return form

    @cached_property
    def _blocks(self) -> tuple[tuple[ValuesBlock, int, int], ...]:
        """Its `VALUES` blocks, each with the offsets of what stands between its braces."""
        cut = tokens.cut(self.text)
        return tuple((block, cut[block.opening].end, cut[block.last].start) for block in find_values(cut))

    def bind(self, values: Mapping[str, Sequence[Term | Row]]) -> str:
        """
        Return the query text with rows of values in place of the examples.

        Args:
            values: For each parameter, as the header writes it, its rows: terms for a single variable, tuples of
                terms (None for UNDEF) for several. No rows at all makes the block match nothing.

        Raises:
            UnknownParameterError: The query has no such parameter.
        """
        unknown = [name for name in values if name not in self.parameters]
        if unknown:
            raise self._unknown(unknown[0])
        rows_of = {_variables(name): rows for name, rows in values.items()}
        pieces: list[str] = []
        position = 0
        for block, start, end in self._blocks:
            if (rows := rows_of.get(_names(block))) is not None:
                printed = "\n".join(f"    {_print_row(row, block)}" for row in rows)
                pieces += (self.text[position:start], f"\n{printed}\n  ")
                position = end
        return "".join((*pieces, self.text[position:]))

    def has_block(self, parameter: str) -> bool:
        """Tell whether a `VALUES` block takes the values of a parameter, as the header writes it."""
        return any(_names(block) == _variables(parameter) for block, *_ in self._blocks)

    def bind_texts(self, values: Mapping[str, Sequence[str]]) -> str:
        """
        Bind values that a person typed: `commune-45234` for a territory, `3` for an integer.

        A row of several variables is typed with spaces between its values.

        Raises:
            UnknownParameterError: The query has no such parameter, or the value does not fit its type.
        """
        bound: dict[str, list[Term | Row]] = {}
        for name, texts in values.items():
            if name not in self.parameters:
                raise self._unknown(name)
            kinds = self.parameters[name]
            if isinstance(kinds, str):
                bound[name] = [parse_value(text, kinds, parameter=name) for text in texts]
            else:
                bound[name] = [_parse_row(text, kinds, parameter=name) for text in texts]
        return self.bind(bound)

    def _unknown(self, name: str) -> UnknownParameterError:
        known = ", ".join(self.parameters)
        return UnknownParameterError(
            Text(
                fr=f"La requête {self.name} n'a pas de paramètre « {name} ».",
                en=f"The query {self.name} has no parameter “{name}”.",
            ),
            hint=Text(
                fr=f"Ses paramètres : {known}." if known else "Elle n'en a aucun.",
                en=f"Its parameters: {known}." if known else "It has none.",
            ),
        )


def parse_query(text: str, *, name: str, folder: str = "") -> Query:
    """
    Read a query with its header.

    Raises:
        MissingHeaderError: There is no summary in both languages, or a parameter has no `VALUES` block.
        QueryFileError: The header is not YAML, or has a key that nobody reads.
    """
    header = _header(text, name)
    unknown = set(header) - _KNOWN_KEYS
    if unknown:
        raise QueryFileError(
            Text(
                fr=f"{name}.rq : clé d'en-tête inconnue « {min(unknown)} ».",
                en=f"{name}.rq: unknown header key “{min(unknown)}”.",
            ),
            hint=same(", ".join(sorted(_KNOWN_KEYS))),
        )
    for key in ("summary", "summary_fr"):
        if not header.get(key):
            raise MissingHeaderError(
                Text(fr=f"{name}.rq : il manque la ligne « #+ {key}: ».", en=f"{name}.rq: no line “#+ {key}:”.")
            )
    answers = header.get("answers", "")
    query = Query(
        name=name,
        folder=folder,
        summary=Text(fr=header["summary_fr"], en=header["summary"]),
        answers=tuple(re.findall(r"CQ-\d+", str(answers))),
        parameters=header.get("parameters") or {},
        returns=header.get("returns") or {},
        reads=tuple(header.get("reads") or ()),
        after=tuple(header.get("after") or ()),
        spread=header.get("spread") or "",
        text=text,
    )
    for parameter in query.parameters:
        if not query.has_block(parameter):
            raise MissingHeaderError(
                Text(
                    fr=f"{name}.rq : le paramètre « {parameter} » n'a pas de bloc VALUES.",
                    en=f"{name}.rq: the parameter “{parameter}” has no VALUES block.",
                )
            )
    return query


def read_query(path: Path) -> Query:
    """
    Read a `.rq` file as a catalogued query.

    Raises:
        QueryFileError: It cannot be read or used.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        raise QueryFileError(
            Text(
                fr=f"{path} : le fichier ne peut pas être lu ({fault}).",
                en=f"{path}: the file cannot be read ({fault}).",
            )
        ) from fault
    return parse_query(text, name=path.stem, folder=path.parent.name)


class QueryCatalogue:
    """All queries below a folder, found by name."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._paths = {path.stem: path for path in sorted(folder.glob("*/*.rq"))}
        self._read: dict[str, Query] = {}

    def names(self) -> list[str]:
        """List the names, in order."""
        return sorted(self._paths)

    @cached_property
    def digest(self) -> str:
        """What tells these queries from others: one version for the bytes of all of them."""
        return version_of((name, digest_of(path.read_bytes())) for name, path in self._paths.items())

    def all(self) -> list[Query]:
        """Return all queries, in order of their names."""
        return [self.get(name) for name in self.names()]

    def in_folder(self, folder: str) -> list[Query]:
        """Return the queries of one folder, in order of their names."""
        return [self.get(name) for name, path in sorted(self._paths.items()) if path.parent.name == folder]

    def get(self, name: str) -> Query:
        """
        Return a query by name, with or without its folder.

        Raises:
            NotFoundError: No query has that name; it carries the nearest ones.
        """
        key = name.rsplit("/", 1)[-1].removesuffix(".rq")
        if key not in self._paths:
            near = nearest(key, self._paths, cutoff=0.4)
            raise NotFoundError(
                Text(fr=f"Aucune requête ne s'appelle « {name} ».", en=f"No query is called “{name}”."),
                nearest=near,
                hint=near_names(near)
                or Text(fr="« allianceskg query » les liste.", en="“allianceskg query” lists them."),
            )
        if key not in self._read:
            self._read[key] = read_query(self._paths[key])
        return self._read[key]


def parse_value(text: str, kind: str, *, parameter: str) -> Term:
    """
    Read a typed value as a person writes it.

    Args:
        kind: `iri`, a datatype (`string`, `integer`, `date`), `french` for a text in French, a kind of thing (`case`, `actor`, `territory`,
            `resource`, `sdg`), or the name of a concept scheme, such as `needs`.

    Raises:
        UnknownParameterError: The value does not fit the kind.

    >>> str(parse_value("commune-45234", "territory", parameter="territory"))
    '<https://w3id.org/alliances/territory/commune-45234>'
    """
    if kind in _DATATYPES:
        _check_datatype(text, kind, parameter)
        return Literal(text, datatype=_DATATYPES[kind])
    if kind == "french":
        return french(text)
    if re.match(r"https?://", text):
        return IRI(text)
    prefix, colon, local = text.partition(":")
    if colon and prefix in PREFIXES:
        return IRI(PREFIXES[prefix] + local)
    if colon and prefix.startswith(_CONCEPT_PREFIX):
        return IRI(f"{VOCABULARY}{prefix.removeprefix(_CONCEPT_PREFIX)}/{local}")
    if kind == "iri" or not re.fullmatch(r"[\w.-]+", text):
        raise _unfit(
            text,
            parameter,
            Text(
                fr=f"un IRI complet ou abrégé, comme {BASE}case/ronalpia ou case:ronalpia",
                en=f"a whole or a prefixed IRI, such as {BASE}case/ronalpia or case:ronalpia",
            ),
        )
    return IRI(_BASES.get(kind, f"{VOCABULARY}{kind}/") + text)


def _parse_row(text: str, kinds: Sequence[str], *, parameter: str) -> tuple[Term, ...]:
    values = text.split()
    if len(values) != len(kinds):
        raise _unfit(
            text,
            parameter,
            Text(
                fr=f"{len(kinds)} valeurs séparées par des espaces",
                en=f"{len(kinds)} values with spaces between them",
            ),
        )
    return tuple(parse_value(value, kind, parameter=parameter) for value, kind in zip(values, kinds, strict=True))


def _check_datatype(text: str, kind: str, parameter: str) -> None:
    if kind == "integer" and not re.fullmatch(r"[+-]?\d{1,18}", text):
        raise _unfit(text, parameter, Text(fr="un nombre entier, comme 3", en="an integer, such as 3"))
    if kind == "date":
        try:
            datetime.date.fromisoformat(text)
        except ValueError as fault:
            raise _unfit(
                text, parameter, Text(fr="une date, comme 2026-11-23", en="a date, such as 2026-11-23")
            ) from fault


def _unfit(value: str, parameter: str, expected: Text) -> UnknownParameterError:
    return UnknownParameterError(
        Text(
            fr=f"« {value} » ne convient pas au paramètre {parameter}.",
            en=f"“{value}” does not fit the parameter {parameter}.",
        ),
        hint=Text(fr=f"Donnez {expected.fr}.", en=f"Give {expected.en}."),
    )


def _header(text: str, name: str) -> dict[str, Any]:
    try:
        header = yaml.load("\n".join(_HEADER_LINE.findall(text)), Loader=_LOADER)  # noqa: S506 - a safe loader
    except yaml.YAMLError as fault:
        raise QueryFileError(
            Text(
                fr=f"{name}.rq : l'en-tête n'est pas du YAML ({fault}).",
                en=f"{name}.rq: the header is not YAML ({fault}).",
            )
        ) from fault
    if not isinstance(header, dict):
        raise MissingHeaderError(
            Text(fr=f"{name}.rq : aucune ligne « #+ » au début.", en=f"{name}.rq: no “#+” line at its beginning.")
        )
    return header


def _variables(parameter: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\w+", parameter))


def _names(block: ValuesBlock) -> tuple[str, ...]:
    return tuple(variable[1:] for variable in block.variables)


def _print_row(row: Term | Row, block: ValuesBlock) -> str:
    terms: Row = row if isinstance(row, Sequence) else (row,)
    if len(terms) != len(block.variables):
        written = " ".join(block.variables)
        message = f"a row of {len(block.variables)} terms was expected for {written}, not {len(terms)}"
        raise ValueError(message)
    printed = " ".join("UNDEF" if term is None else str(term) for term in terms)
    return f"({printed})" if block.is_of_rows else printed

"""
What Virtuoso 7 does otherwise than the standards say, and what is done about it before and after each query.

Found with Virtuoso 7.2.5 of Debian by running every catalogued query there and in pyoxigraph; see
docs/reference/stores.md, which lists the same differences for readers.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from allianceskg.errors import QueryRejectedError, QueryTimeoutError, StoreError
from allianceskg.language import Text
from allianceskg.rdf.table import Table
from allianceskg.rdf.term import IRI, Literal
from allianceskg.sparql.dataset import dataset_of
from allianceskg.sparql.values import ValuesBlock
from allianceskg.store.remote.engines import Engine
from allianceskg.store.remote.text import ClosurePath, Group, QueryText
from allianceskg.terms import XSD_STRING

_OWN_GRAPHS: Final = re.compile(
    r"http://www\.openlinksw\.com/schemas/.*|http://www\.w3\.org/(?:ns/ldp#|2002/07/owl#)"
    r"|http://localuriqaserver/.*|http://localhost(?::\d+)?/(?:sparql|DAV/?)|urn:(?:activitystreams-owl:map|core:services:sparql)"
)
_COST: Final = Text(
    fr="Son estimation se trompe souvent : retirez MaxQueryCostEstimationTime de virtuoso.ini, MaxQueryExecutionTime suffit.",
    en="Its estimate is often wrong: remove MaxQueryCostEstimationTime from virtuoso.ini, MaxQueryExecutionTime is enough.",
)
_ECHO: Final = re.compile(r"\s*SPARQL query:.*", re.DOTALL)
_NO_GRAPH: Final = "urn:x-allianceskg:none"
_IN_LANGUAGE: Final = re.compile(r"[\"']@[A-Za-z-]+$")
_ALWAYS_WHOLE: Final = 100
"""An answer with fewer triples than this was surely not cut: nobody sets such a small row limit."""


class Virtuoso(Engine):
    """Virtuoso Open Source 7."""

    name = "virtuoso"
    triples_at_once = 1000

    def prepare(self, query: str) -> str:
        """Write a query in the way that Virtuoso answers as the standards say."""
        return _Rewriting(QueryText(query)).result()

    def parameters(self, query: str) -> list[tuple[str, str]]:
        """See `Engine.parameters`: with FROM alone there are no named graphs, which Virtuoso must be told."""
        merged, named = dataset_of(query)
        return [("named-graph-uri", _NO_GRAPH)] if merged and not named else []

    def whole_answer(self, query: str, triples: int) -> str | None:
        """
        Return a SELECT with the solutions of a CONSTRUCT.

        Virtuoso says in a header when it cuts the rows of a SELECT, but cuts those of a CONSTRUCT in silence.
        """
        text = QueryText(query)
        place = next((place for place, token in enumerate(text.tokens) if token.text.upper() == "CONSTRUCT"), None)
        if triples < _ALWAYS_WHOLE or place is None:
            return None
        template = next(group for group in text.groups if group.first > place)
        passed_over = template.last if template.kind == "CONSTRUCT" else place
        head, rest = query[: text.tokens[place].start], query[text.tokens[passed_over].end :]
        return f"{head}SELECT (1 AS ?row) {rest}"

    def mend(self, query: str, table: Table) -> Table:
        """See `Engine.mend`: an IRI that a VALUES block of an OPTIONAL binds comes back as a plain text."""
        listed = QueryText(query).listed_iris()
        columns = [listed.get(variable, set()) for variable in table.variables]
        if not any(columns):
            return table
        rows = tuple(
            tuple(
                IRI(term.value) if isinstance(term, Literal) and _is_plain(term) and term.value in iris else term
                for term, iris in zip(row, columns, strict=True)
            )
            for row in table.rows
        )
        return Table(table.variables, rows)

    def addresses(self, query: str) -> tuple[str | None, str | None]:
        """See `Engine.addresses`: Virtuoso writes where it asks for a password."""
        if not query.endswith("/sparql"):
            return None, None
        return f"{query}-auth", f"{query}-graph-crud-auth"

    def is_own_graph(self, graph: str) -> bool:
        """See `Engine.is_own_graph`."""
        return _OWN_GRAPHS.fullmatch(graph) is not None

    def words(self, body: str) -> str:
        """See `Engine.words`: the query is repeated after the message, and is left out."""
        return super().words(_ECHO.sub("", body))

    def fault(self, status: int, body: str) -> StoreError | None:
        """See `Engine.fault`: a time-out and a refused query are both answered with the status 500."""
        words = self.words(body)
        if "Virtuoso S1T00" in body:
            return QueryTimeoutError(
                Text(
                    fr=f"Virtuoso a interrompu la requête, trop longue : {words}",
                    en=f"Virtuoso broke off the query, which took too long: {words}",
                ),
                hint=Text(
                    fr="Restreignez la requête, ou augmentez MaxQueryExecutionTime dans virtuoso.ini.",
                    en="Narrow the query, or raise MaxQueryExecutionTime in virtuoso.ini.",
                ),
            )
        if status == 500 and re.match(r"\s*Virtuoso (37000|42\d{3}|22\d{3}|S0\d{3}) ", body):
            return QueryRejectedError(
                Text(fr=f"Virtuoso refuse la requête : {words}", en=f"Virtuoso refuses the query: {words}"),
                hint=_COST if "estimated execution time" in body else None,
            )
        return None

    def partial(self, headers: Mapping[str, str]) -> StoreError | None:
        """See `Engine.partial`."""
        if "x-sql-state" in headers:
            message = headers.get("x-sql-message", headers["x-sql-state"]).partition("Activity:")[0].strip()
            return QueryTimeoutError(
                Text(
                    fr=f"Virtuoso n'a donné qu'une partie de la réponse, faute de temps ({message}).",
                    en=f"Virtuoso gave only a part of the answer, for lack of time ({message}).",
                ),
                hint=Text(
                    fr="Restreignez la requête, ou augmentez MaxQueryExecutionTime dans virtuoso.ini.",
                    en="Narrow the query, or raise MaxQueryExecutionTime in virtuoso.ini.",
                ),
            )
        if "x-sparql-maxrows" in headers:
            rows = headers["x-sparql-maxrows"]
            return QueryRejectedError(
                Text(
                    fr=f"Virtuoso n'a donné que les {rows} premières lignes de la réponse.",
                    en=f"Virtuoso gave only the first {rows} rows of the answer.",
                ),
                hint=Text(
                    fr="Restreignez la requête, ou augmentez ResultSetMaxRows dans virtuoso.ini.",
                    en="Narrow the query, or raise ResultSetMaxRows in virtuoso.ini.",
                ),
            )
        return None


@dataclass(slots=True)
class _Rewriting:
    """Collects what goes before, after and in place of tokens, then puts the text together."""

    text: QueryText
    before: dict[int, str] = field(default_factory=dict)
    after: dict[int, str] = field(default_factory=dict)
    replaced: dict[int, str] = field(default_factory=dict)

    def result(self) -> str:
        for group in self.text.groups:
            self._part_texts(group)
            self._complete_unions(group)
            self._repeat_values_in_optional(group)
            self._mark_paths(group)
        pieces: list[str] = []
        position = 0
        for place, token in enumerate(self.text.tokens):
            pieces += (self.text.text[position : token.start], self.before.get(place, ""))
            pieces += (self.replaced.get(place, token.text), self.after.get(place, ""))
            position = token.end
        return "".join((*pieces, self.text.text[position:]))

    def _part_texts(self, group: Group) -> None:
        """
        Write a block with several texts in a language as a union of its rows, beside a block of one row.

        Virtuoso puts the one row in place of its variable, and then forgets the languages of the other block.
        """
        if not any(values.rows is not None and len(values.rows) == 1 for values in group.values):
            return
        for values in group.values:
            rows = values.rows or ()
            if len(rows) > 1 and any(_IN_LANGUAGE.search(term) for row in rows for term in row):
                names = " ".join(values.variables)
                branches = (f"{{ VALUES ({names}) {{ ({' '.join(row)}) }} }}" for row in rows)
                self.replaced |= dict.fromkeys(range(values.first, values.last + 1), "")
                self.replaced[values.first] = f"{{ {' UNION '.join(branches)} }}"

    def _complete_unions(self, group: Group) -> None:
        """
        Give every branch of a union the values of the group around it that another branch binds too.

        Virtuoso joins a variable that only some branches bind as if it were bound to nothing in the others. The block
        goes to the end of a branch, so that nothing in the branch sees it: a join distributes over a union.
        """
        for values in group.values:
            block = self.text.text_of(values.first, values.last)
            for chain in group.unions():
                binds = [not branch.bound.isdisjoint(values.variables) for branch in chain]
                if any(binds):
                    for branch, is_bound in zip(chain, binds, strict=True):
                        if not is_bound and _is_repeatable(values):
                            self._put_before(branch.last, f" {block} ")

    def _repeat_values_in_optional(self, group: Group) -> None:
        """
        Repeat inside an OPTIONAL the values of the group around it, where its filters mention them.

        Virtuoso does not see them there, so such a filter never holds.
        """
        parent = group.parent
        if group.kind != "OPTIONAL" or parent is None:
            return
        known = {variable for values in group.values for variable in values.variables}
        for values in parent.values:
            is_needed = not group.variables.isdisjoint(values.variables) and known.isdisjoint(values.variables)
            if values.first < group.first and is_needed and _is_repeatable(values):
                known.update(values.variables)
                self._put_after(group.first, f" {self.text.text_of(values.first, values.last)} ")

    def _mark_paths(self, group: Group) -> None:
        """
        Write `?a p* ?b` as Virtuoso's own transitive pattern without repetitions.

        Virtuoso gives a solution once a path and not once. It takes a variable that only a VALUES block binds for an
        unbound one, and then answers with unrelated nodes; and finds nothing after a UNION.
        """
        for number, path in enumerate(group.paths):
            subject, object_ = self.text.tokens[path.subject].text, self.text.tokens[path.object].text
            least = 0 if self.text.tokens[path.sign].text == "*" else 1
            ends = f"T_IN({subject}), T_OUT({object_})"
            self.replaced[path.sign] = ""
            self._put_after(path.object, f" OPTION (TRANSITIVE, T_DISTINCT, T_MIN({least}), {ends})")
            self._start_from_values(group, path, number)
        if group.paths:
            for chain in group.unions():
                self._put_before(chain[0].first, "{ SELECT * WHERE { ")
                self._put_after(chain[-1].last, " } }")

    def _start_from_values(self, group: Group, path: ClosurePath, number: int) -> None:
        ends = [self.text.tokens[place].text for place in (path.subject, path.object)]
        variables = [end for end in ends if end[0] in "?$"]
        start = _values_around(group, variables)
        if start is None:
            return
        variable, column = start
        mark = f"{path.subject}x{number}"
        names = " ".join(dict.fromkeys(variables))
        # A triple pattern binds the listed nodes once more: only then does Virtuoso start from them. So a path from a
        # node that no triple has for its subject finds nothing, not even the node itself.
        listed = f"VALUES {variable} {{ {' '.join(column)} }} {variable} ?p{mark} ?o{mark} . "
        self._put_before(path.subject, f"{{ SELECT DISTINCT {names} WHERE {{ {listed}")
        self._put_after(path.object, " } }")

    def _put_before(self, place: int, text: str) -> None:
        self.before[place] = text + self.before.get(place, "")

    def _put_after(self, place: int, text: str) -> None:
        self.after[place] = self.after.get(place, "") + text


def _values_around(group: Group, variables: list[str]) -> tuple[str, list[str]] | None:
    """
    Find a variable that a VALUES block restricts, so that a path may start from it.

    The blocks looked at are those that every solution of the group is joined with: of the group, of groups around it,
    and of the one around an OPTIONAL, but not beyond that.
    """
    current: Group | None = group
    while current is not None:
        for variable in variables:
            for values in current.values:
                if variable in values.variables and (column := values.column(variable)) is not None:
                    return variable, column
        if current.is_select or current.kind in {"EXISTS", "MINUS"}:
            return None
        if current.kind == "OPTIONAL":
            parent = current.parent
            return None if parent is None else _values_of(parent, variables)
        current = current.parent
    return None


def _values_of(group: Group, variables: list[str]) -> tuple[str, list[str]] | None:
    for variable in variables:
        for values in group.values:
            if variable in values.variables and (column := values.column(variable)) is not None:
                return variable, column
    return None


def _is_plain(term: Literal) -> bool:
    return term.language is None and term.datatype == XSD_STRING


def _is_repeatable(values: ValuesBlock) -> bool:
    """Whether joining with the block twice is joining with it once: no row is open and none comes twice."""
    rows = values.rows or ()
    return len(set(rows)) == len(rows) and not any("UNDEF" in row for row in rows)

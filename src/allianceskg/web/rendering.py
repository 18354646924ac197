"""Templates: what they may call, and how a page or an error becomes a response."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup
from starlette.responses import Response

from allianceskg import __version__
from allianceskg.language import Language, Text, Worded, typographic
from allianceskg.library.library import Library
from allianceskg.library.reader import reader_of
from allianceskg.library.selection import ValueLabel
from allianceskg.library.territories import level_of
from allianceskg.library.things import Thing
from allianceskg.matching.sentence_parts import inside_sentence
from allianceskg.serving.addresses import root_of
from allianceskg.serving.editions import Edition
from allianceskg.serving.problems import Problem
from allianceskg.terms import (
    ACTOR,
    BASE,
    CONVENTION,
    KIT,
    QUERY,
    RESOURCE,
    SHAPES,
    TERRITORY,
    VOCABULARY,
    is_of_others,
    slug,
)
from allianceskg.web.urls import in_language, iri_of, local_path, path_of, safe_href
from allianceskg.web.views.structured import describe_thing

STATIC: Final = Path(__file__).parent / "static"
_TEMPLATES: Final = Path(__file__).parent / "templates"

_KILO: Final = 1_000
_WHOLE: Final = 100  # from here on, a size needs no decimal
_MONTHS: Final[Mapping[Language, tuple[str, ...]]] = {
    "fr": (
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ),
    "en": (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
}
_TONGUES: Final[Mapping[str, Text]] = {
    "fr": Text(fr="français", en="French"),
    "en": Text(fr="anglais", en="English"),
}
# Things, as against documents: their page has an address of its own, which a link may name at once.
_THINGS: Final = re.compile(r"(actor|territory|resource|convention|kit-quotation|kit)/.+|vocabulary/[^/]+/.+")


def render(
    template: str, request: Request, edition: Edition | None, language: Language, *, status: int = 200, **values: Any
) -> HTMLResponse:
    """
    Write a page.

    Args:
        edition: None for a page that must appear when there is no catalogue to answer from.
    """
    text = templates().get_template(template).render(_page_values(request, edition, language) | values)
    return HTMLResponse(text, status_code=status)


def error_page(problem: Problem, request: Request, language: Language, *, request_id: str) -> Response:
    """Write a problem for a person: what happened, what to do, and where else to look; never a trace."""
    # Only what is not found needs the catalogue, for names; all other problems may be the catalogue's own.
    edition: Edition | None = getattr(request.state, "edition", None) if problem.status in {404, 410} else None
    more = problem.members
    response = render(
        "error.html",
        request,
        edition,
        language,
        status=problem.status,
        problem=problem,
        nearest=[]
        if edition is None
        else [_iri(one) for one in more.get("nearest", ()) if one.startswith(("/", BASE))],
        successor=None if edition is None else more.get("successor"),
        faults=list(more.get("faults", ())),
        request_id=request_id,
    )
    response.headers.update(problem.headers)
    response.headers.setdefault("Cache-Control", "no-store")
    return response


def _iri(address: str) -> str:
    """Return the IRI of something near, which a problem names by its path or by its IRI."""
    return iri_of(address) if address.startswith("/") else address


def _page_values(request: Request, edition: Edition | None, language: Language) -> dict[str, Any]:
    """Return what every page needs."""
    reader = None if edition is None else reader_of(edition.catalogue, language)
    return {
        "request": request,
        "edition": edition,
        "library": None if reader is None else reader.library,
        "reader": reader,
        "language": language,
        "path": request.url.path,
        "alternatives": {one: _same_page(request, one) for one in ("fr", "en")},
        "site_root": root_of_site(request),
        "software_version": __version__,
        "preview": None,
        "curates": desk_in(request) is not None,
        "curator": is_curator(request),
    }


def is_curator(request: Request) -> bool:
    """Tell whether to show curators' links: they lead to pages that ask who it is."""
    desk = desk_in(request)
    return desk is not None and desk.cookie in request.cookies


def desk_in(request: Request) -> Any:
    """Return what curation works with; None where nobody curates, and before an application has the request."""
    return getattr(request.scope["app"].state, "desk", None) if "app" in request.scope else None


def root_of_site(request: Request) -> str:
    """Return the address of this site, without a slash at its end: the public one, or that of the request."""
    public: str = request.app.state.public_url if "app" in request.scope else ""
    return public or root_of(request.scope)


def _same_page(request: Request, language: Language) -> str:
    """Return the address of the same page, in the same state, in a language."""
    pairs = [(key, value) for key, value in request.query_params.multi_items() if key != "lang"]
    query = f"?{urlencode(pairs)}" if pairs else ""
    return in_language(f"{quote(request.url.path)}{query}", language)


@cache
def templates() -> Environment:
    """Return the templates, with what they may call."""
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.globals.update(
        say=_say, url=_url, static=static_address, slug=slug, level_of=level_of, is_ours=_is_ours
    )
    environment.filters.update(
        t=_text,
        worded=_worded,
        name=_name,
        plain_name=_plain_name,
        short=_short,
        labelled=_labelled,
        marked=_marked,
        plain=_plain,
        href=_href,
        day=_day,
        number=_number,
        decimal=_decimal,
        size=_size,
        tied=_tied,
        typeset=_typeset,
        kind_of=_kind_of,
        excerpt=_excerpt,
        drawing=Markup,
        structured=_structured,
        capitalize_first=_capitalized,
        inside_sentence=inside_sentence,
    )
    return environment


def _tied(words: str) -> str:
    """Tie the marks of French words that stand on a page of any language."""
    return typographic(words, "fr")


@pass_context
def _typeset(context: Context, words: str) -> str:
    """Set words that are in the language of the page."""
    return typographic(words, context["language"])


@pass_context
def _say(context: Context, french: str, english: str) -> str:
    """Choose between two wordings, as templates write them side by side."""
    language: Language = context["language"]
    return typographic(french if language == "fr" else english, language)


@pass_context
def _text(context: Context, text: Text) -> str:
    language: Language = context["language"]
    return typographic(text.in_language(language), language)


@pass_context
def _worded(context: Context, text: Worded) -> Markup | str:
    """Show a text of the data; one in another language than the page says which."""
    language: Language = context["language"]
    if text.language is None or text.language == language:
        return typographic(text.value, language)
    tongue = _TONGUES.get(text.language)
    known = tongue.in_language(language) if tongue else text.language
    return Markup('<span lang="{0}">{1}</span> <span class="tongue" title="{2}">{0}</span>').format(
        text.language, text.value, known
    )


@pass_context
def _name(context: Context, thing: str) -> Markup | str:
    """Show the name of a thing; one in another language than the page is marked for what reads it aloud."""
    return _marked(context, context["reader"].name(thing))


@pass_context
def _short(context: Context, thing: str) -> Markup | str:
    """Show the name of a category or model where it is plain which of the two it is."""
    return _marked(context, context["reader"].short(thing))


@pass_context
def _plain_name(context: Context, thing: str) -> str:
    """Write the name of a thing where no markup can stand: in a title, in an attribute."""
    return _plain(context, context["reader"].name(thing))


@pass_context
def _labelled(context: Context, label: ValueLabel) -> Markup | str:
    """Show what a value of a facet is called."""
    name = _marked(context, label.name)
    return name if label.level is None else Markup("{0} ({1})").format(name, _text(context, label.level))


@pass_context
def _plain(context: Context, label: ValueLabel | Worded) -> str:
    """Write a name of the data where no markup can stand."""
    language: Language = context["language"]
    return typographic(label.value if isinstance(label, Worded) else label.in_language(language), language)


@pass_context
def _marked(context: Context, text: Worded) -> Markup | str:
    """Show a name of the data; one in another language than the page is marked, without saying which it is."""
    language: Language = context["language"]
    if text.language is None or text.language == language:
        return typographic(text.value, language)
    return Markup('<span lang="{0}">{1}</span>').format(text.language, text.value)


@pass_context
def _href(context: Context, iri: str) -> str:
    """Return the address that a thing has here; empty for what a page must not link to."""
    edition: Edition | None = context["edition"]
    if iri.startswith(SHAPES):
        document = f"{BASE}shapes/{_shape_document(iri)}"
        known = edition is not None and f"{document}/graph" in edition.manifest.graphs
        address = path_of(document) or "" if known else ""
    else:
        address = _address(iri, context["library"])
    return in_language(address, context["language"]) if address.startswith("/") else address


def _address(iri: str, library: Library | None) -> str:
    path = path_of(iri)
    if path is None:
        is_shown = library is not None and is_of_others(iri) and iri in library.of_others
        return f"{local_path(iri)}.html" if is_shown else safe_href(iri) or ""
    local, hash_mark, part = path.partition("#")
    ending = ".html" if _THINGS.fullmatch(local.lstrip("/")) else ""
    return f"{local}{ending}{hash_mark}{part}"


def _shape_document(iri: str) -> str:
    return iri.removeprefix(SHAPES).partition("-")[0].removesuffix("Shape")


@pass_context
def _url(context: Context, path: str, pairs: Iterable[tuple[str, str]] = (), **parameters: str | None) -> str:
    """Return an address of this site in the reader's language."""
    given = [*pairs, *((key, value) for key, value in parameters.items() if value)]
    query = f"?{urlencode(given)}" if given else ""
    return in_language(f"{path}{query}", context["language"])


@pass_context
def _day(context: Context, value: str) -> str:
    """
    Write a year, a month or a day as a reader would.

    A value of another form is shown as it is.
    """
    language: Language = context["language"]
    match = re.fullmatch(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", value)
    if match is None:
        return value
    year, month, day = match.groups()
    if month is None or not 1 <= int(month) <= len(_MONTHS[language]):
        return year
    words = [_MONTHS[language][int(month) - 1], year]
    if day is not None:
        words.insert(0, "1er" if language == "fr" and int(day) == 1 else str(int(day)))
    return "\u00a0".join(words)


@pass_context
def _number(context: Context, value: int) -> str:
    return f"{value:,}".replace(",", "\u202f" if context["language"] == "fr" else ",")


@pass_context
def _size(context: Context, octets: int) -> str:
    """Write the size of a file in the largest unit that leaves a number above one."""
    names = ("o", "ko", "Mo", "Go") if context["language"] == "fr" else ("B", "kB", "MB", "GB")
    size, rank = float(octets), 0
    while size >= _KILO and rank < len(names) - 1:
        size, rank = size / _KILO, rank + 1
    digits = f"{size:.1f}" if rank and size < _WHOLE else f"{size:.0f}"
    return f"{_decimal(context, digits)}\u00a0{names[rank]}"


@pass_context
def _decimal(context: Context, value: str | float) -> str:
    """Write a number with the decimal mark of the language."""
    return str(value).replace(".", ",") if context["language"] == "fr" else str(value)


def _excerpt(text: Worded, length: int = 260) -> Worded:
    """Cut a text after a sentence, or else after a word, when it is long."""
    if len(text.value) <= length:
        return text
    start = text.value[:length]
    end = max(start.rfind(mark) for mark in (". ", " ; ", "; "))
    shorter = start[: end + 1] if end > length // 3 else start[: start.rfind(" ")] + "…"
    return Worded(shorter.rstrip(" ;"), text.language)


def _capitalized(words: str) -> str:
    return words[:1].upper() + words[1:]


def _kind_of(iri: str) -> str:
    """Name the kind of thing that an IRI stands for, for styles."""
    for base, kind in (
        (ACTOR, "actor"),
        (TERRITORY, "territory"),
        (RESOURCE, "resource"),
        (CONVENTION, "convention"),
        (f"{KIT}/", "kit"),
        (VOCABULARY, "concept"),
        (f"{BASE}case/", "case"),
        (QUERY, "query"),
        (SHAPES, "shape"),
    ):
        if iri.startswith(base):
            return kind
    return "term" if iri.startswith(BASE) else "other"


@pass_context
def _structured(context: Context, thing: Thing) -> dict[str, Any]:
    return structured_of(thing, context["language"])


def structured_of(thing: Thing, language: Language) -> dict[str, Any]:
    """Describe what a page is about in the terms of schema.org."""
    return describe_thing(thing, _kind_of(thing.iri), language)


def _is_ours(thing: str) -> bool:
    """Tell whether the catalogue itself describes a thing, and not a file of somebody else that was added here."""
    return not is_of_others(thing)


@cache
def static_address(name: str) -> str:
    """Return the address of a file of `static/`, with a mark that changes when the file does."""
    mark = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:8]
    return f"/static/{name}?v={mark}"

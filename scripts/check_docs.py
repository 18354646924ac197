"""
Hold the documentation to the program: exits with 1 and a list when they disagree.

    python -m scripts.check_docs

Links lead somewhere; what a user can meet (commands, options, settings, errors, queries, shapes, modules) is described;
command lines in the pages are ones that the program takes; generated pages are what their source gives; a page and
its translation have the same parts.
"""

from __future__ import annotations

import inspect
import re
import shlex
import sys
import tomllib
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Final

from allianceskg import errors
from allianceskg.files import Home
from allianceskg.setting_table import SETTINGS
from allianceskg.sparql.query_files import QueryCatalogue
from scripts import write_coverage, write_query_reference, write_reference_pages

ROOT: Final = Path(__file__).resolve().parent.parent

_LINK: Final = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_FENCE: Final = re.compile(r"^[ ]*```.*?^[ ]*```$", re.MULTILINE | re.DOTALL)
_INLINE: Final = re.compile(r"`([^`\n]+)`")
_HEADING: Final = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)
_PROGRAM: Final = "allianceskg"
_PLACEHOLDER: Final = re.compile(r"[A-Z]{3,}|^\.\.\.$|…")
_ENDS_OF_COMMAND: Final = frozenset({">", "|", "#", "&&", ";"})


def pages() -> list[Path]:
    """List the Markdown files of the project."""
    return sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def links() -> Iterator[str]:
    """Find relative links to a file, or to a heading of a page, that does not exist."""
    for page in pages():
        for target in _LINK.findall(_without_code(_text(page))):
            if re.match(r"[a-z]+:", target):
                continue
            path, _, anchor = target.partition("#")
            file = (page.parent / path).resolve() if path else page
            if not file.exists():
                yield f"{_name(page)}: the link {target} leads nowhere"
            elif anchor and file.suffix == ".md" and anchor not in anchors(_text(file)):
                yield f"{_name(page)}: {_name(file)} has no heading #{anchor}"


def commands_are_described() -> Iterator[str]:
    """Find commands and options that the pages on the command line leave out."""
    for page in _pair("cli"):
        sections = _sections(_text(page))
        for command, options in write_reference_pages.commands().items():
            section = sections.get(command.partition(" ")[0], "") if command else _text(page)
            if not section:
                yield f"{_name(page)}: no section on the command {command}"
                continue
            shared = {"--lang", "--help", "--version"}
            for option in options:
                if option.startswith("--") and (not command or option not in shared) and option not in section:
                    yield f"{_name(page)}: the option {option} of {command or _PROGRAM} is not described"


def settings_are_described() -> Iterator[str]:
    """Find settings that the reference page leaves out."""
    for page in _pair("settings"):
        for setting in SETTINGS:
            if f"`{setting.variable}`" not in _text(page):
                yield f"{_name(page)}: {setting.variable} is not described"


def errors_are_described() -> Iterator[str]:
    """Find classes of errors that the reference page leaves out."""
    for page in _pair("errors"):
        for name, kind in inspect.getmembers(errors, inspect.isclass):
            if issubclass(kind, errors.AllianceskgError) and f"`{name}`" not in _text(page):
                yield f"{_name(page)}: {name} is not described"


def queries_are_described() -> Iterator[str]:
    """Find queries that the reference page leaves out."""
    page = write_query_reference.PAGE
    text = _text(page) if page.exists() else ""
    for name in _queries().names():
        if name not in text:
            yield f"{_name(page)}: the query {name} is not described"


def shapes_are_described() -> Iterator[str]:
    """Find files of shapes that no page names."""
    text = "\n".join(_text(page) for page in (ROOT / "docs").rglob("*.md"))
    for path in sorted((ROOT / "ontology" / "shapes").glob("*.ttl")):
        if f"`{path.name}`" not in text:
            yield f"docs: no page names ontology/shapes/{path.name}"


def modules_are_described() -> Iterator[str]:
    """Find layers of the package that the page on the layout leaves out."""
    project = tomllib.loads(_text(ROOT / "pyproject.toml"))
    page = write_reference_pages.REFERENCE / "layout.md"
    for contract in project["tool"]["importlinter"]["contracts"]:
        for layer in contract.get("layers", ()):
            for module in re.findall(r"\w+", layer):
                if f"`{module}`" not in _text(page):
                    yield f"{_name(page)}: the module {module} is not described"


def libraries_are_credited() -> Iterator[str]:
    """Find libraries that the package needs and NOTICE.md leaves out."""
    project = tomllib.loads(_text(ROOT / "pyproject.toml"))
    credited = _text(ROOT / "NOTICE.md").lower()
    for requirement in project["project"]["dependencies"]:
        name = re.split(r"[^A-Za-z0-9-]", requirement)[0].lower()
        if f"/project/{name}/" not in credited:
            yield f"NOTICE.md: the library {name} is not credited"


def command_lines() -> Iterator[str]:
    """Find command lines in the pages that the program, make or Python would not take."""
    for page in pages():
        for line in code_lines(_text(page)):
            for fault in faults_of_line(line):
                yield f"{_name(page)}: {line.strip()!r}: {fault}"


def generated_pages() -> Iterator[str]:
    """Find generated pages that are not what their source gives."""
    written = {path: (text, "write_reference_pages") for path, text in write_reference_pages.pages().items()}
    written[write_query_reference.PAGE] = (write_query_reference.page(Home(ROOT)), "write_query_reference")
    for path, (text, script) in written.items():
        if not path.exists() or _text(path) != text:
            yield f"{_name(path)}: out of date; run python -m scripts.{script}"


def coverage_is_up_to_date() -> Iterator[str]:
    """Find pages on the coverage whose numbers are not those of the catalogue."""
    for path, text in write_coverage.catalogue_pages(Home(ROOT)).items():
        if not path.exists() or _text(path) != text:
            yield f"{_name(path)}: out of date; run python -m scripts.write_coverage"


def translations() -> Iterator[str]:
    """Find pages whose translation has other parts: headings by level, blocks of code."""
    for page in pages():
        original = page.with_name(page.name.replace(".fr.md", ".md"))
        # CONTRIBUTING has one audience a language, and says so at its first line.
        if original == page or not original.exists() or original.name == "CONTRIBUTING.md":
            continue
        for what, count in (("headings", _levels), ("blocks of code", lambda text: len(_FENCE.findall(text)))):
            if count(_text(page)) != count(_text(original)):
                yield f"{_name(page)}: not the same {what} as {_name(original)}"


CHECKS: Final[tuple[Callable[[], Iterator[str]], ...]] = (
    links,
    commands_are_described,
    settings_are_described,
    errors_are_described,
    queries_are_described,
    shapes_are_described,
    modules_are_described,
    libraries_are_credited,
    command_lines,
    generated_pages,
    coverage_is_up_to_date,
    translations,
)


def anchors(text: str) -> set[str]:
    r"""
    Return the anchors that headings of a page get, as code forges make them.

    >>> sorted(anchors("# Build & run\n\n## L'état"))
    ['build--run', 'létat']
    """
    found = set()
    for heading in _HEADING.findall(_FENCE.sub("", text)):
        plain = unicodedata.normalize("NFC", re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)).lower()
        found.add(re.sub(r"[^\w\- ]", "", plain).replace(" ", "-"))
    return found


def code_lines(text: str) -> Iterator[str]:
    """List the command lines of a page: those of blocks of code, and those inside sentences."""
    for block in _FENCE.findall(text):
        for line in block.splitlines()[1:-1]:
            stripped = line.strip().removeprefix("$ ")
            if re.match(rf"({_PROGRAM}|make|python -m scripts\.|python scripts/)\b", stripped):
                yield stripped
    for span in _INLINE.findall(_FENCE.sub("", text)):
        if re.match(rf"({_PROGRAM} |make |python -m scripts\.|python scripts/)", span):
            yield span


def faults_of_line(line: str) -> Iterator[str]:
    """
    Find what is wrong with a command line.

    >>> list(faults_of_line("allianceskg query case-titles --params x=1"))
    ['query has no option --params']
    """
    try:
        words = shlex.split(line.replace("'", "’"), comments=True)
    except ValueError as fault:
        yield str(fault)
        return
    words = [word.strip("[]…") for word in words]
    end = next((place for place, word in enumerate(words) if word in _ENDS_OF_COMMAND), len(words))
    words = [word for word in words[1:end] if word]
    if line.startswith("make"):
        yield from (f"no target {word}" for word in words if word not in _targets())
    elif line.startswith("python"):
        module = words[1] if words[0] == "-m" else words[0].removesuffix(".py").replace("/", ".")
        path = ROOT / module.replace(".", "/")
        if not path.with_suffix(".py").exists() and not (path / "__main__.py").exists():
            yield f"no script {module}"
    else:
        yield from _faults_of_call(words)


def _faults_of_call(words: list[str]) -> Iterator[str]:
    known = write_reference_pages.commands()
    positional = [word for place, word in enumerate(words) if not word.startswith("-") and not _is_value(words, place)]
    command = positional[0] if positional else ""
    if len(positional) > 1 and any(name.startswith(f"{command} ") for name in known):
        command = f"{command} {positional[1]}"
    if command and _PLACEHOLDER.search(command):
        return
    if command not in known:
        yield f"no command {command}"
        return
    for word in words:
        option = word.partition("=")[0]
        if option.startswith("--") and option not in {*known[command], *known[""]}:
            yield f"{command} has no option {option}"
    for path in positional[1:]:
        is_ours = path.startswith(("data/", "ontology/", "queries/")) and not path.startswith("data/drafts/")
        if is_ours and not (ROOT / path).exists():
            yield f"no file {path}"
    if command == "query" and len(positional) > 1:
        yield from _faults_of_query(positional[1], words)


def _faults_of_query(name: str, words: list[str]) -> Iterator[str]:
    if name.endswith(".rq") or _PLACEHOLDER.search(name):
        return
    if name not in _queries().names():
        yield f"no query {name}"
        return
    given = [word for place, word in enumerate(words) if place and words[place - 1] == "--param"]
    for parameter in (pair.partition("=")[0] for pair in given):
        if parameter not in _queries().get(name).parameters:
            yield f"the query {name} has no parameter {parameter}"


def _is_value(words: list[str], place: int) -> bool:
    """Tell whether a word is the value of the option before it."""
    return (
        place > 0 and words[place - 1].startswith("--") and words[place - 1] not in {"--quiet", "--help", "--version"}
    )


@cache
def _queries() -> QueryCatalogue:
    return QueryCatalogue(ROOT / "queries")


@cache
def _targets() -> frozenset[str]:
    return frozenset(re.findall(r"^([a-z-]+):", _text(ROOT / "Makefile"), re.MULTILINE))


def _sections(text: str) -> dict[str, str]:
    parts = re.split(r"^## (.+)$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def _levels(text: str) -> list[int]:
    headings = re.findall(r"^(#{1,6}) ", _FENCE.sub("", text), re.MULTILINE)
    return [len(marks) for marks in headings]


def _pair(name: str) -> list[Path]:
    return [write_reference_pages.REFERENCE / f"{name}{ending}" for ending in (".md", ".fr.md")]


def _without_code(text: str) -> str:
    return _INLINE.sub("", _FENCE.sub("", text))


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def main() -> int:
    """Print every fault; 1 when there are some."""
    found = [fault for check in CHECKS for fault in check()]
    for fault in found:
        print(fault)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

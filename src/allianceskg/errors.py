"""
Every exception of the package.

    AllianceskgError
    ├─ ConfigurationError
    ├─ StoreError
    │  ├─ StoreLockedError
    │  ├─ StoreUnreachableError
    │  ├─ WorkspaceError
    │  ├─ ClusterError
    │  ├─ QueryTimeoutError
    │  └─ QueryRejectedError
    │     └─ AnswerTooLargeError
    ├─ QueryFileError
    │  ├─ MissingHeaderError
    │  └─ UnknownParameterError
    ├─ DataError
    │  ├─ TurtleSyntaxError (source, line, column, excerpt)
    │  ├─ ConflictError
    │  │  └─ StaleError
    │  ├─ MissingConditionError
    │  ├─ KeyReusedError
    │  └─ RefusedError
    ├─ ProfileError (every fault of one profile)
    ├─ AddressTooLongError
    ├─ AccessError
    │  ├─ SignInNeededError
    │  ├─ NotAllowedError
    │  ├─ ProviderError
    │  └─ TooManyTriesError (seconds to wait)
    ├─ BusyError (seconds to wait)
    └─ NotFoundError (nearest known names)

Each has a message in both languages and may have a hint, which says what to do next.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from allianceskg.language import Language, Text


class AllianceskgError(Exception):
    """Say what happened, with the values, and what to do next."""

    def __init__(self, message: Text, *, hint: Text | None = None) -> None:
        super().__init__(message.en)
        self.message = message
        self.hint = hint

    def __reduce__(self) -> tuple[Any, ...]:
        """Let an error pass between processes: keyword arguments alone would not survive."""
        return (_rebuilt, (type(self), dict(self.__dict__)))

    def in_language(self, language: Language) -> str:
        """Return the message, then the hint on a line of its own."""
        lines = [self.message.in_language(language)]
        if self.hint is not None:
            lines.append(self.hint.in_language(language))
        return "\n".join(lines)


class ConfigurationError(AllianceskgError):
    """A setting has a value that cannot be used."""


class StoreError(AllianceskgError):
    """The store could not do what was asked."""


class StoreLockedError(StoreError):
    """Another process is writing to the same store."""


class StoreUnreachableError(StoreError):
    """The store does not answer, or cannot be opened."""


class WorkspaceError(StoreError):
    """The workspace cannot be read or written, or git does not do what it was asked."""


class ClusterError(StoreError):
    """A Dask cluster cannot be reached, runs other versions, or has stopped; what was done on it is kept."""


class QueryTimeoutError(StoreError):
    """A query took longer than it may."""


class QueryRejectedError(StoreError):
    """The store refused a query: its text is wrong, or it asks for what is not allowed."""


class AnswerTooLargeError(QueryRejectedError):
    """The answer of a query is longer than is read."""


class QueryFileError(AllianceskgError):
    """A `.rq` file cannot be used as a catalogued query."""


class MissingHeaderError(QueryFileError):
    """A `.rq` file lacks a required `#+` line."""


class UnknownParameterError(QueryFileError):
    """
    A value was given for a parameter that does not exist, none for one that is needed, or one that does not fit.

    Attributes:
        nearest: Parameters that look like the unknown one, best first.
    """

    def __init__(self, message: Text, *, hint: Text | None = None, nearest: Sequence[str] = ()) -> None:
        super().__init__(message, hint=hint)
        self.nearest = tuple(nearest)


class DataError(AllianceskgError):
    """A data file cannot be read, or does not hold what it should."""


class TurtleSyntaxError(DataError):
    """
    A file is not Turtle.

    Attributes:
        source: The file as the reader named it.
        line: From 1; None when the parser gave no place.
        column: From 1; None when the parser gave no place.
        excerpt: The line itself; empty when there is no place.
    """

    def __init__(
        self,
        message: Text,
        *,
        source: str,
        line: int | None = None,
        column: int | None = None,
        excerpt: str = "",
        hint: Text | None = None,
    ) -> None:
        super().__init__(message, hint=hint)
        self.source = source
        self.line = line
        self.column = column
        self.excerpt = excerpt


class ConflictError(DataError):
    """What is there does not allow a change."""


class StaleError(ConflictError):
    """A record is no longer what the one who changes it has seen."""


class MissingConditionError(DataError):
    """A change of what exists does not say which version it changes."""


class KeyReusedError(DataError):
    """A key that makes a request repeatable has served for another request."""


class RefusedError(DataError):
    """
    What was to be published does not conform.

    Attributes:
        findings: What blocks it, each in a sentence.
        faults: The same by field, where that can be told; see `records.typed_values.FieldFault`.
    """

    def __init__(
        self, message: Text, *, findings: Sequence[Text], faults: Sequence[Any] = (), hint: Text | None = None
    ) -> None:
        super().__init__(message, hint=hint)
        self.findings = tuple(findings)
        self.faults = tuple(faults)

    def in_language(self, language: Language) -> str:
        """Return the message, one line a finding, then the hint."""
        return _listed(self, self.findings, language)


class ProfileError(AllianceskgError):
    """
    A profile cannot be used.

    Attributes:
        faults: Every fault that was found, in the order of the file.
    """

    def __init__(self, message: Text, *, faults: Sequence[Text], hint: Text | None = None) -> None:
        super().__init__(message, hint=hint)
        self.faults = tuple(faults)

    def in_language(self, language: Language) -> str:
        """Return the message, one line a fault, then the hint."""
        return _listed(self, self.faults, language)


class AddressTooLongError(AllianceskgError):
    """An address is longer than what browsers, proxies and servers are sure to pass on."""


class AccessError(AllianceskgError):
    """Whoever asks may not do what they ask for."""


class SignInNeededError(AccessError):
    """Nobody knows who asks: no name and password, session or token, or wrong ones."""


class NotAllowedError(AccessError):
    """Who asks is known, and may not do that."""


class ProviderError(AccessError):
    """The provider by which people sign in elsewhere does not answer, or not as it should."""


class TooManyTriesError(AccessError):
    """
    Too many wrong passwords were given.

    Attributes:
        seconds: After which another try is allowed.
    """

    def __init__(self, message: Text, *, seconds: int, hint: Text | None = None) -> None:
        super().__init__(message, hint=hint)
        self.seconds = seconds


class BusyError(AllianceskgError):
    """
    Too much is asked for at the same time; what was asked for was not begun.

    Attributes:
        seconds: After which another try makes sense.
    """

    def __init__(self, message: Text, *, seconds: int, hint: Text | None = None) -> None:
        super().__init__(message, hint=hint)
        self.seconds = seconds


class NotFoundError(AllianceskgError):
    """
    Nothing has that name.

    Attributes:
        nearest: Known names that look like it, best first.
    """

    def __init__(self, message: Text, *, nearest: Sequence[str] = (), hint: Text | None = None) -> None:
        super().__init__(message, hint=hint)
        self.nearest = tuple(nearest)


def near_names(near: Sequence[str]) -> Text | None:
    """Name what may have been meant, as a hint; None where nothing is near."""
    listed = ", ".join(near)
    return Text(fr=f"Noms proches : {listed}.", en=f"Near names: {listed}.") if near else None


def _listed(error: AllianceskgError, items: Sequence[Text], language: Language) -> str:
    lines = [error.message.in_language(language)]
    lines.extend(f"  - {item.in_language(language)}" for item in items)
    if error.hint is not None:
        lines.append(error.hint.in_language(language))
    return "\n".join(lines)


def _rebuilt(kind: type[AllianceskgError], state: Mapping[str, Any]) -> AllianceskgError:
    fault = kind.__new__(kind, state["message"].en)
    fault.__dict__.update(state)
    return fault

"""What every request that changes a record goes through: its conditions, its key, and the answer that is kept."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from fastapi import Request, Response
from starlette.responses import JSONResponse

from allianceskg.curation.accounts import Account
from allianceskg.curation.kept_answers import KeptAnswer, KeptAnswers
from allianceskg.curation.publication import Publication, Publisher, Witness
from allianceskg.curation.repository import Author
from allianceskg.errors import DataError, MissingConditionError, StaleError
from allianceskg.files import digest_of
from allianceskg.language import Language, Text
from allianceskg.serving.conditions import conditions_of
from allianceskg.serving.headers import header_of
from allianceskg.web.curate.desk import Desk, desk_of

_LONGEST_KEY: Final = 255

Act = Callable[[Witness], Publication]
Tell = Callable[[Publication], "Answer"]


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that can be kept, and given again as it was."""

    status: int
    content: Mapping[str, Any]
    headers: Mapping[str, str] = field(default_factory=dict)

    def respond(self) -> Response:
        """Make the response."""
        headers = {**self.headers, "Cache-Control": "no-store"}
        return JSONResponse(dict(self.content), status_code=self.status, headers=headers)

    def written(self) -> str:
        """Write it so that `read` reads it."""
        return json.dumps([self.status, self.content, self.headers], ensure_ascii=False)

    @classmethod
    def read(cls, written: str) -> Answer:
        """Read one that was kept."""
        return cls(*json.loads(written))


def author_of(account: Account) -> Author:
    """Return whom the history names."""
    return Author(account.name, account.email)


def answered(request: Request, account: Account, body: bytes, act: Act, tell: Tell) -> Response:
    """
    Publish, and answer; a request whose key has served already is answered as it was then.

    Args:
        body: Of the request, which tells it from others of the same key.
        act: Publishes; tells the witness before anything is changed.
        tell: Makes the answer; the same for the same publication.

    Raises:
        KeyReusedError: The key was for another request.
    """
    desk, key = desk_of(request), _key_of(request)
    if not key:
        done = act(lambda _: None)
        _note(desk, account, request, done)
        return tell(done).respond()
    kept_answers, which = KeptAnswers(desk.database), _fingerprint(request, body)
    with desk.one_at_a_time:
        kept = kept_answers.find(account.email, key, which)
        if kept is not None and desk.publisher.holds(kept.version):
            desk.publisher.make_visible()
            return Answer.read(kept.answer).respond()

        def witness(done: Publication) -> None:
            kept_answers.keep(account.email, key, which, KeptAnswer(tell(done).written(), done.commit))

        done = act(witness)
    _note(desk, account, request, done)
    return tell(done).respond()


def expected_of(request: Request, publisher: Publisher, name: str) -> dict[str, str | None]:
    """
    Return what is published under a name, if the conditions of the request are those of somebody who has seen it.

    Raises:
        MissingConditionError: Something is, and the request does not say which version it changes.
        StaleError: It is another version.
    """
    text, conditions = publisher.published(name), conditions_of(request.scope)
    digest = None if text is None else digest_of(text)
    tag = None if digest is None else f'"{digest}"'
    if not conditions.permits(tag):
        raise StaleError(
            Text(
                fr=f"{name} n'est plus ce que dit votre demande : quelqu'un d'autre l'a changé.",
                en=f"{name} is no longer what your request says: somebody else changed it.",
            ),
            hint=Text(
                fr="Relisez la fiche, reportez-y votre changement, puis renvoyez-la avec son ETag.",
                en="Read the record again, make your change in it, then send it with its ETag.",
            ),
        )
    if tag is not None and not conditions.match:
        raise MissingConditionError(
            Text(
                fr=f"{name} existe : dites quelle version vous changez.",
                en=f"{name} exists: say which version you change.",
            ),
            hint=Text(
                fr="Lisez la fiche, puis renvoyez son ETag dans l'en-tête If-Match.",
                en="Read the record, then send its ETag in the header If-Match.",
            ),
        )
    return {name: digest}


def told(name: str, done: Publication, language: Language, *, status: int = 200) -> Answer:
    """Tell what was published of one record, and beside it of others that changed with it."""
    group, _, slug = name.partition("/")
    tag = done.digests.get(name)
    content = {
        "slug": slug,
        "address": f"/{group.removesuffix('s')}/{slug}",
        "commit": done.commit,
        "unchanged": done.is_unchanged,
        "etag": f'"{tag}"',
        "changes": [one.in_language(language) for one in done.changes.get(name, ())],
        "remarks": [one.in_language(language) for one in done.remarks.get(name, ())],
    }
    if others := sorted(other for other in done.digests if other != name):
        content["others"] = [f"/api/{other}" for other in others]
    headers = {"ETag": f'"{tag}"', "Content-Language": language}
    if status == 201:
        headers["Location"] = f"/api/{name}"
    return Answer(status, content, headers)


def _key_of(request: Request) -> str:
    key = header_of(request.scope, b"idempotency-key").strip().strip('"')
    if len(key) > _LONGEST_KEY or not key.isprintable():
        raise DataError(
            Text(
                fr=f"La clé Idempotency-Key dépasse {_LONGEST_KEY} caractères ou n'est pas lisible.",
                en=f"The key Idempotency-Key is longer than {_LONGEST_KEY} characters or cannot be read.",
            )
        )
    return key


def _fingerprint(request: Request, body: bytes) -> str:
    parts = (request.method, request.url.path, request.url.query, header_of(request.scope, b"content-type"))
    return digest_of("\n".join(parts).encode() + b"\n" + body)


def _note(desk: Desk, account: Account, request: Request, done: Publication) -> None:
    if not done.is_unchanged:
        desk.accounts.note(account, f"{request.method.lower()}-api", f"{request.url.path} {done.commit[:12]}")

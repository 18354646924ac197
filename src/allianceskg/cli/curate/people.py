"""Who may curate: `curate add-user`, `users`, `password`, `role`, `token`, `revoke`, `remove-user`, `trail`."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from typing import Any, Final

import click

from allianceskg.cli import GOOD
from allianceskg.cli.bilingual import command as make_command
from allianceskg.cli.bilingual import option
from allianceskg.cli.curate.records import argument
from allianceskg.cli.opening import settings_of
from allianceskg.curation.accounts import Accounts, Role
from allianceskg.curation.database import Database, database_of
from allianceskg.curation.workspace import open_workspace
from allianceskg.language import Language, Text

_SHOWN: Final = 100


def add_user(language: Language) -> click.Command:
    """Make `curate add-user`."""

    def run(email: str, role: str, name: str | None, password_stdin: bool, no_password: bool, **options: Any) -> int:
        with _accounts(options) as accounts:
            password = None if no_password else _password(language, is_from_stdin=password_stdin)
            account = accounts.add(email, name=name, role=Role(role), password=password)
        _say(
            language,
            Text(
                fr=f"{account.name} <{account.email}> : compte ouvert ({account.role}).",
                en=f"{account.name} <{account.email}>: account opened ({account.role}).",
            ),
        )
        return GOOD

    return make_command(
        "add-user",
        language,
        run,
        [
            _email_argument(language),
            _role_option(language),
            _name_option(language),
            _stdin_option(language),
            option(
                language,
                "--no-password",
                is_flag=True,
                help=Text(
                    fr="Sans mot de passe : pour qui se connecte par le fournisseur d'identité (ALLIANCESKG_OIDC_ISSUER).",
                    en="Without a password: for who signs in by the identity provider (ALLIANCESKG_OIDC_ISSUER).",
                ),
            ),
        ],
        about=Text(
            fr="Ouvrir un compte : rédacteur, relecteur ou administrateur.",
            en="Open an account: curator, reviewer or administrator.",
        ),
    )


def users(language: Language) -> click.Command:
    """Make `curate users`."""

    def run(**options: Any) -> int:
        with _accounts(options) as accounts:
            for account in accounts.all():
                click.echo(f"{account.email}  {account.role}  {account.name}")
        return GOOD

    return make_command(
        "users", language, run, [], about=Text(fr="Lister les comptes ouverts.", en="List the accounts that are open.")
    )


def password(language: Language) -> click.Command:
    """Make `curate password`."""

    def run(email: str, password_stdin: bool, **options: Any) -> int:
        with _accounts(options) as accounts:
            accounts.set_password(email, _password(language, is_from_stdin=password_stdin))
        _say(
            language,
            Text(
                fr="Le mot de passe est changé, et les sessions du compte sont fermées.",
                en="The password is changed, and the sessions of the account are closed.",
            ),
        )
        return GOOD

    return make_command(
        "password",
        language,
        run,
        [_email_argument(language), _stdin_option(language)],
        about=Text(
            fr="Changer le mot de passe d'un compte, oublié par exemple.",
            en="Change the password of an account, a forgotten one for instance.",
        ),
    )


def role(language: Language) -> click.Command:
    """Make `curate role`."""

    def run(email: str, role: str, **options: Any) -> int:
        with _accounts(options) as accounts:
            account = accounts.set_role(email, Role(role))
        _say(language, Text(fr=f"{account.email} : {account.role}.", en=f"{account.email}: {account.role}."))
        return GOOD

    return make_command(
        "role",
        language,
        run,
        [
            _email_argument(language),
            argument("role", Text(fr="RÔLE", en="ROLE"), language, type=click.Choice([one.value for one in Role])),
        ],
        about=Text(fr="Changer le rôle d'un compte.", en="Change the role of an account."),
    )


def token(language: Language) -> click.Command:
    """Make `curate token`."""

    def run(email: str, **options: Any) -> int:
        with _accounts(options) as accounts:
            secret = accounts.issue_token(email)
        _say(
            language,
            Text(
                fr=f"Jeton de {email}, montré une seule fois ; gardez-le comme un mot de passe :\n{secret}",
                en=f"Token of {email}, shown only once; keep it like a password:\n{secret}",
            ),
        )
        return GOOD

    return make_command(
        "token",
        language,
        run,
        [_email_argument(language)],
        about=Text(
            fr="Créer un jeton par lequel un programme publie au nom d'un compte.",
            en="Make a token by which a program publishes for an account.",
        ),
    )


def revoke(language: Language) -> click.Command:
    """Make `curate revoke`."""

    def run(email: str, **options: Any) -> int:
        with _accounts(options) as accounts:
            accounts.revoke(email)
        _say(
            language,
            Text(fr=f"{email} : sessions fermées, jetons annulés.", en=f"{email}: sessions closed, tokens revoked."),
        )
        return GOOD

    return make_command(
        "revoke",
        language,
        run,
        [_email_argument(language)],
        about=Text(
            fr="Fermer toutes les sessions d'un compte et annuler ses jetons.",
            en="Close all sessions of an account and revoke its tokens.",
        ),
    )


def remove_user(language: Language) -> click.Command:
    """Make `curate remove-user`."""

    def run(email: str, **options: Any) -> int:
        with _accounts(options) as accounts:
            accounts.close(email)
        _say(language, Text(fr=f"{email} : compte fermé.", en=f"{email}: account closed."))
        return GOOD

    return make_command(
        "remove-user",
        language,
        run,
        [_email_argument(language)],
        about=Text(
            fr="Fermer un compte ; ce qu'il a publié garde son nom.",
            en="Close an account; what it published keeps its name.",
        ),
    )


def trail(language: Language) -> click.Command:
    """Make `curate trail`."""

    def run(**options: Any) -> int:
        with _accounts(options) as accounts:
            for deed in accounts.trail(limit=_SHOWN):
                moment = deed.moment.astimezone()
                click.echo(f"{moment:%Y-%m-%d %H:%M:%S}  {deed.who or '-'}  {deed.what}  {deed.subject}".rstrip())
        return GOOD

    return make_command(
        "trail",
        language,
        run,
        [],
        about=Text(
            fr=f"Dire qui a fait quoi : les {_SHOWN} derniers actes, le plus récent d'abord.",
            en=f"Say who did what: the last {_SHOWN} deeds, the latest first.",
        ),
    )


@contextlib.contextmanager
def _accounts(options: dict[str, Any]) -> Iterator[Accounts]:
    """Open the accounts of the workspace, which a running server may have open too."""
    database = Database.open(database_of(open_workspace(settings_of(**options).workspace)))
    try:
        yield Accounts(database)
    finally:
        database.close()


def _password(language: Language, *, is_from_stdin: bool) -> str:
    """Read a password: the first line of what is piped in, or as it is typed, twice and unseen."""
    if is_from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    asked = Text(fr="Mot de passe", en="Password"), Text(fr="Encore une fois", en="Once more")
    typed: str = click.prompt(
        asked[0].in_language(language), hide_input=True, confirmation_prompt=asked[1].in_language(language)
    )
    return typed


def _say(language: Language, text: Text) -> None:
    click.echo(text.in_language(language))


def _email_argument(language: Language) -> click.Argument:
    return argument("email", Text(fr="ADRESSE", en="ADDRESS"), language)


def _role_option(language: Language) -> click.Option:
    return option(
        language,
        "--role",
        required=True,
        type=click.Choice([one.value for one in Role]),
        help=Text(
            fr="curator écrit des brouillons ; reviewer publie aussi ; administrator tient aussi les comptes.",
            en="curator writes drafts; reviewer publishes too; administrator keeps the accounts too.",
        ),
    )


def _name_option(language: Language) -> click.Option:
    return option(
        language,
        "--name",
        metavar=Text(fr="NOM", en="NAME").in_language(language),
        help=Text(
            fr="Nom que l'histoire donnera ; sinon, ce qui précède le @.",
            en="Name that the history will give; else, what stands before the @.",
        ),
    )


def _stdin_option(language: Language) -> click.Option:
    return option(
        language,
        "--password-stdin",
        is_flag=True,
        help=Text(
            fr="Lire le mot de passe sur l'entrée standard au lieu de le demander.",
            en="Read the password from standard input instead of asking for it.",
        ),
    )

"""What the system refuses, told as what to do about it: a full disk is no fault of the program."""

from __future__ import annotations

import errno
import re
from typing import Final

from allianceskg.errors import AllianceskgError
from allianceskg.language import Text

_CODE: Final = re.compile(r"os error (\d+)")  # how the engine writes it
_MEMORY: Final = Text(
    fr="La mémoire ne suffit pas. Fermez d'autres programmes, ou lancez la commande sur une machine qui en a davantage.",
    en="There is not enough memory. Close other programs, or run the command on a machine that has more.",
)
_REASONS: Final = {
    errno.ENOSPC: Text(
        fr="le disque est plein. Libérez de la place, ou choisissez un autre dossier avec --store ou ALLIANCESKG_STORE.",
        en="the disk is full. Free some room, or choose another folder with --store or ALLIANCESKG_STORE.",
    ),
    errno.EDQUOT: Text(
        fr="le quota de disque est atteint. Libérez de la place, ou choisissez un autre dossier avec --store ou ALLIANCESKG_STORE.",
        en="the disk quota is reached. Free some room, or choose another folder with --store or ALLIANCESKG_STORE.",
    ),
    errno.EFBIG: Text(
        fr="un fichier dépasse la taille permise (ulimit -f). Relevez cette limite, puis recommencez.",
        en="a file is larger than is allowed (ulimit -f). Raise that limit, then try again.",
    ),
    errno.EROFS: Text(
        fr="le système de fichiers est en lecture seule. Choisissez un autre dossier avec --store ou ALLIANCESKG_STORE.",
        en="the file system is read only. Choose another folder with --store or ALLIANCESKG_STORE.",
    ),
    errno.EACCES: Text(
        fr="ce compte n'a pas le droit d'y écrire ou de le lire. Changez les droits, ou le dossier.",
        en="this account may not write or read it. Change its permissions, or the folder.",
    ),
    errno.EMFILE: Text(
        fr="trop de fichiers sont ouverts à la fois (ulimit -n). Relevez cette limite, puis recommencez.",
        en="too many files are open at a time (ulimit -n). Raise that limit, then try again.",
    ),
    errno.ENAMETOOLONG: Text(
        fr="ce nom est trop long pour le système de fichiers. Donnez-en un plus court.",
        en="this name is too long for the file system. Give a shorter one.",
    ),
    errno.EIO: Text(
        fr="le disque ne se lit ou ne s'écrit plus. Vérifiez-le, puis relancez « allianceskg load ».",
        en="the disk can no longer be read or written. Check it, then run “allianceskg load” again.",
    ),
}


def said_of_system(fault: BaseException) -> Text | None:
    """
    Return what the system refused, where, and how to mend it; None for any other fault.

    >>> said_of_system(OSError(errno.ENOSPC, "No space left on device", "/data/x")).en
    '/data/x: the disk is full. Free some room, or choose another folder with --store or ALLIANCESKG_STORE.'
    >>> said_of_system(ValueError("x")) is None
    True
    """
    if isinstance(fault, MemoryError):
        return _MEMORY
    reason = _REASONS.get(_code_of(fault) or 0)
    if reason is None:
        return None
    where = f"{name}" if isinstance(fault, OSError) and (name := fault.filename) else ""
    if not where:
        return Text(fr=reason.fr[:1].upper() + reason.fr[1:], en=reason.en[:1].upper() + reason.en[1:])
    return Text(fr=f"{where} : {reason.fr}", en=f"{where}: {reason.en}")


def _code_of(fault: BaseException) -> int | None:
    """Return the code of the system's error, which may stand in a text only."""
    if isinstance(fault, OSError) and fault.errno is not None:
        return fault.errno
    found = _CODE.search(str(fault)) if isinstance(fault, OSError | RuntimeError | AllianceskgError) else None
    return None if found is None else int(found[1])

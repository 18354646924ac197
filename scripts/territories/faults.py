"""What is wrong with the input, collected before anything is said."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from allianceskg.errors import DataError
from allianceskg.language import Text

FAULTS_SHOWN: Final = 20


@dataclass(slots=True)
class Faults:
    """What is wrong with the input; everything is collected before anything is said."""

    found: list[Text] = field(default_factory=list)

    def add(self, *, fr: str, en: str) -> None:
        """Note one more fault, in both languages."""
        self.found.append(Text(fr=fr, en=en))

    def stop_if_any(self) -> None:
        """
        End the run when something is wrong.

        Raises:
            DataError: With the first faults and the number of the others.
        """
        if not self.found:
            return
        shown, others = self.found[:FAULTS_SHOWN], len(self.found) - FAULTS_SHOWN
        lines_fr = [f"Territoires : {len(self.found)} défaut(s) dans les données reçues."]
        lines_en = [f"Territories: {len(self.found)} fault(s) in the data received."]
        lines_fr += [f"  - {fault.fr}" for fault in shown]
        lines_en += [f"  - {fault.en}" for fault in shown]
        if others > 0:
            lines_fr.append(f"  … et {others} de plus.")
            lines_en.append(f"  … and {others} more.")
        raise DataError(
            Text(fr="\n".join(lines_fr), en="\n".join(lines_en)),
            hint=Text(
                fr="Rien n'a été écrit. Vérifiez la version du paquet et l'archive.",
                en="Nothing was written. Check the version of the package and the archive.",
            ),
        )

"""
Stems: what the forms of a word have in common.

The stemmers are those of Snowball. Words are folded first, so that whoever types without accents finds the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from snowballstemmer.english_stemmer import EnglishStemmer
from snowballstemmer.french_stemmer import FrenchStemmer

from allianceskg.language import Language

_STEMMERS: Final = {"fr": FrenchStemmer, "en": EnglishStemmer}

_OWN_STEMS: Final[Mapping[Language, Mapping[str, str]]] = {
    "fr": {
        "alternance": "alternance alternances",
        "bail": "bail baux",
        "commune": "commune communes",
        "communication": "communication communications",
        "conception": "conception conceptions",
        "departement": "departement departements",
        "direction": "direction directions",
        "disposition": "disposition dispositions",
        "dons": "don dons",
        "enjeu": "enjeu enjeux",
        "environnement": "environnement environnements",
        "equipement": "equipement equipements",
        "feu": "feu feux",
        "fonctionnement": "fonctionnement fonctionnements",
        "fonds": "fonds",
        "gers": "gers",
        "jeu": "jeu jeux",
        "lieu": "lieu lieux",
        "mars": "mars",
        "milieu": "milieu milieux",
        "petition": "petition petitions",
        "publication": "publication publications",
        "travail": "travail travaux",
        "voeu": "voeu voeux",
    },
    "en": {"child": "child children", "woman": "woman women"},
}
"""
The stem that we give, and the words that have it: plurals that Snowball does not bring to their singular, and words that
it would join with others of another meaning, which stand in the catalogue ("equipement" with "equipe", "departement"
with "depart", "communication" with "commun").
"""

_OWN_STEM_OF: Final = {
    language: {word: own for own, words in stems.items() for word in words.split()}
    for language, stems in _OWN_STEMS.items()
}

_PLURAL_ENDINGS: Final[Mapping[Language, tuple[tuple[str, str], ...]]] = {
    "fr": (("eaux", "eau"), ("aux", "al"), ("ees", "e"), ("ee", "e"), ("ss", "ss"), ("s", "")),
    "en": (("ies", "y"), ("ss", "ss"), ("us", "us"), ("s", "")),
}
"""Endings, the first that fits, and what stands in their place; a French participle loses its feminine too."""

_SHORTEST_PLURAL: Final = 4
_ALWAYS_PLURAL: Final = frozenset({"acces", "campus", "pays"})


@lru_cache(maxsize=50_000)
def stem(folded: str, language: Language) -> str:
    """
    Return the stem of a folded word.

    >>> stem("entreprises", "fr") == stem("entreprise", "fr"), stem("lieux", "fr")
    (True, 'lieu')
    >>> stem("equipes", "fr") == stem("equipements", "fr")
    False
    """
    own = _OWN_STEM_OF[language].get(folded)
    if own is not None:
        return own
    # A stemmer holds the word that it works on, and threads share this function: each call has its own.
    stemmed: str = _STEMMERS[language]().stemWord(folded)
    return stemmed


def singular(folded: str, language: Language) -> str:
    """
    Return a folded word without the mark of its plural, which changes less than a stem: derived words keep apart.

    >>> [singular(word, "fr") for word in ("invendus", "locaux", "lieux", "formation", "pays")]
    ['invendu', 'local', 'lieu', 'formation', 'pays']
    """
    own = _OWN_STEM_OF[language].get(folded)
    if own is not None:
        return own
    if len(folded) < _SHORTEST_PLURAL or folded in _ALWAYS_PLURAL:
        return folded
    for ending, replacement in _PLURAL_ENDINGS[language]:
        if folded.endswith(ending):
            return folded.removesuffix(ending) + replacement
    return folded

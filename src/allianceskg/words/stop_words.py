"""
Words that say nothing of a subject, in French and in English, folded.

Two groups for each language: the words of grammar, and the words with which one asks ("nous cherchons", "we would
like"), which every story holds and which in a case would mean something else. A word that also names a subject is in
neither.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from allianceskg.language import DEFAULT_LANGUAGE, Language

_FRENCH: Final = """
a afin ai aie aient ailleurs ainsi ait alors apres as assez au aucun aucune aujourd auquel aura auraient aurait aurons
auront aussi autour autre autres aux auxquelles auxquels avaient avais avait avant avec avez avoir avons ayant beaucoup
bien c ca car ce ceci cela celle celles celui cependant certain certaine certaines certains ces cet cette ceux chacun
chacune chaque chez ci comme comment contre d dans de dedans dehors deja depuis dernier derniere derniers des desormais
dessous dessus deux devant donc dont du durant elle elles en encore enfin ensuite entre envers environ es est et etaient etait
etant etc ete etes etre eu eux fait faire faisons faites faut font fut grace hors hui il ils j jamais je jusqu jusque
l la laquelle le lequel les lesquelles lesquels leur leurs lors lorsqu lorsque lui m ma maintenant mais mal malgre me
meme memes mes mieux moi moins mon n ne ni non nos notre notres nous on ont or ou ouais outre par parce parfois parmi
partout pas pendant peu peut peuvent plus plusieurs plutot pour pourquoi pourtant pres presqu presque puis puisque
qu quand quant que quel quelle quelles quelqu quelque quelques quels qui quoi quoique rien s sa sans sauf se selon sera
seraient serait serons seront ses seulement si sinon soient soit sommes son sont sous souvent suis sur surtout t ta
tant te tel telle telles tels tes toi ton toujours tous tout toute toutefois toutes tres trois trop tu un une unes uns
vers via voici voila vos votre vous vraiment y
"""
_FRENCH_ASKING: Final = """
aident aider aidons aimerais aimerait aimerions besoin besoins bonjour cherchant cherche cherchent chercher cherchons demander devoir devons
doit doivent envie merci pouvoir pouvons pourrait pourrions pourrons puisse recherchons souhaitait souhaite souhaitent
souhaiter souhaiterais souhaiterait souhaiterions souhaitons trouver veulent veut veux voudrais voudrait voudrions
vouloir voulons
"""
_ENGLISH: Final = """
a about above across after again against all almost along already also although always am among an and another any are
around as at be became because been before being below between both but by can cannot could did didn do does doesn
doing don done down during each either else even ever every few for from further had has have having he her here hers
him his how however i if in instead into is isn it its itself just least less ll m many may me might more most much must
my near no nor not now of off often on once one only onto or other others our ours out over own per quite rather re s
same several shall she should since so some somewhere still such t than that the their theirs them themselves then
there these they this those though three through thus to together too toward towards two under until up upon us ve very
via was wasn we well were what when where whether which while who whom whose why will with within without won would yet
you your yours
"""
_ENGLISH_ASKING: Final = """
find finding get hello help hope like look looked looking need needed needing needs please seek seeking thanks try
trying want wanted wanting wants wish wishes
"""

_GRAMMAR: Final[Mapping[Language, frozenset[str]]] = {
    "fr": frozenset(_FRENCH.split()),
    "en": frozenset(_ENGLISH.split()),
}
STOP_WORDS: Final[Mapping[Language, frozenset[str]]] = {
    "fr": _GRAMMAR["fr"] | frozenset(_FRENCH_ASKING.split()),
    "en": _GRAMMAR["en"] | frozenset(_ENGLISH_ASKING.split()),
}
_TELLING: Final[Mapping[Language, frozenset[str]]] = {
    "fr": STOP_WORDS["fr"] - STOP_WORDS["en"],
    "en": STOP_WORDS["en"] - STOP_WORDS["fr"],
}


def is_grammar_word(folded: str, language: Language) -> bool:
    """Say whether a folded word is one of grammar, or a single letter; the words with which one asks are none."""
    return folded in _GRAMMAR[language] or (len(folded) == 1 and not folded.isdigit())


def is_stop_word(folded: str, language: Language) -> bool:
    """Say whether a folded word means nothing by itself; a single letter never does."""
    return folded in STOP_WORDS[language] or (len(folded) == 1 and not folded.isdigit())


def language_of(folded_words: Iterable[str]) -> Language:
    """
    Say in which language a text is written: the one with more of its stop words, French when they are as many.

    Words that are stop words of both languages ("on", "a") do not count.

    >>> language_of("we look for a partner near the town".split()), language_of(["Lille"])
    ('en', 'fr')
    """
    found = languages_of(folded_words)
    return found[0] if len(found) == 1 else DEFAULT_LANGUAGE


def languages_of(folded_words: Iterable[str]) -> tuple[Language, ...]:
    """Return the languages that a text may be written in: both when it has as many stop words of each."""
    counts = dict.fromkeys(_TELLING, 0)
    for word in folded_words:
        for language, telling in _TELLING.items():
            counts[language] += word in telling
    most = max(counts.values())
    return tuple(language for language, count in counts.items() if count == most)

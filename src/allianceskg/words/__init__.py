"""Reading texts: letters without accents, words, the empty ones among them, and the stems that let forms meet."""

from allianceskg.words.compounds import Compounds
from allianceskg.words.folding import fold, unaccented
from allianceskg.words.stop_words import is_stop_word, language_of
from allianceskg.words.text_terms import Term, stems_of, terms

__all__ = ["Compounds", "Term", "fold", "is_stop_word", "language_of", "stems_of", "terms", "unaccented"]

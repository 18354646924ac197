from __future__ import annotations

from allianceskg.files import Home
from allianceskg.sparql.query_files import QueryCatalogue
from scripts.write_query_reference import FOLDERS, PAGE, page


def test_the_page_of_queries_is_up_to_date(home: Home) -> None:
    assert PAGE.read_text(encoding="utf-8") == page(home), "run: python -m scripts.write_query_reference"


def test_every_query_is_on_the_page(home: Home) -> None:
    catalogue = QueryCatalogue(home.queries)
    shown = {query.name for folder, *_ in FOLDERS for query in catalogue.in_folder(folder)}
    assert shown == set(catalogue.names())

"""
Write the territories of the catalogue (`data/territories/*.ttl.gz`) from three published packages.

`python -m scripts.territories` runs it (`__main__`). The model, the sources and their limits are described in
`docs/reference/territories.md`.
"""

"""SPARQL text: tokens, datasets, query files."""

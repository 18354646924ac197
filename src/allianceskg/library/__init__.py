"""The opened catalogue: cases, sets, facets, words, territories."""

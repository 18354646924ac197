"""Immutable builds of the catalogue from the files."""

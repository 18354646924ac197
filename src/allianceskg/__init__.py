"""A knowledge graph and semantic catalogue of French multi-actor partnerships."""

__version__ = "0.2.0"

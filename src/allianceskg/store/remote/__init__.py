"""A store reached by the SPARQL protocol."""

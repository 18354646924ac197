"""RDF: terms, canonical Turtle, formats, results."""

"""The SPARQL endpoint: foreign queries, kept apart from everything else."""

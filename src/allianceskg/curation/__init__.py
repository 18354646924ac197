"""A workspace in which people change records: a git repository, publication as one transaction, history in words."""

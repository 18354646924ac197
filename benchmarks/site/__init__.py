"""Measure the pages of the site on the server."""

"""The site, the API and the linked data, over HTTP."""

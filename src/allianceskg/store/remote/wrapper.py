"""SPARQLWrapper set up for an endpoint, for those who ask a remote store from a notebook or a script of their own."""

from __future__ import annotations

import math

from SPARQLWrapper import BASIC, DIGEST, JSON, POST, SPARQLWrapper

from allianceskg.store.remote.endpoint import AGENT, Endpoint


def wrapper_of(endpoint: Endpoint) -> SPARQLWrapper:
    """
    Return a SPARQLWrapper with the addresses, the time limit and the credentials of an endpoint.

    It sends by its own means: it follows redirects, takes a time limit in whole seconds for each step and not for the
    answer, reads answers of any size, and for digest authentication sets up the whole process. The store does none of this.
    """
    wrapper = SPARQLWrapper(endpoint.query, updateEndpoint=endpoint.update, returnFormat=JSON, agent=AGENT)
    wrapper.setMethod(POST)
    wrapper.setOnlyConneg(True)
    wrapper.setTimeout(math.ceil(endpoint.seconds))
    credentials = endpoint.credentials
    if credentials is None:
        return wrapper
    if credentials.scheme == "bearer":
        wrapper.addCustomHttpHeader("Authorization", f"Bearer {credentials.secret}")
        return wrapper
    wrapper.setHTTPAuth(BASIC if credentials.scheme == "basic" else DIGEST)
    wrapper.setCredentials(credentials.user, credentials.secret)
    return wrapper

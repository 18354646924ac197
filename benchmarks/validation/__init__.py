"""How long validation takes, beside pySHACL on the same machine."""

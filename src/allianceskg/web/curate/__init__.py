"""What a server that curates answers beside the public pages: signing in, writing records, and what curators see."""

"""What a case, an actor and a resource consist of, read from the shapes; their values, and the way from triples and back."""

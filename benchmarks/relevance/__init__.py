"""How relevant the answers are: graded situations and queries, rankings compared on them."""

"""
The match index: the answers of the ranking query, from arrays.

`container` is the file, `strings` its sorted texts, `entries` what the store says of cases, `building` makes and
updates the arrays, `case_index` reads them, `finder` answers profiles from them.
"""

"""
Measure the catalogue against its goals, beside its peers, on the same invented data and in one run.

    make bench        a few minutes; what takes longer is left out and said to be
    make bench-long   up to a million cases, about an hour

Each group of measures is a function that gives rows; `GROUPS` in `benchmarks.speed.groups` lists them, and a new one is
added there. The run writes `docs/reference/performance.md`, its French page and the chart of growth.
"""

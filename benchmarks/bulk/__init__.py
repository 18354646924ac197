"""
Bulk work on a real Dask scheduler and workers, each a process of its own over loopback.

    python -m benchmarks.bulk --cases 30000 --work validate --work index            # beside the one-process commands
    python -m benchmarks.bulk --cases 1000000 --workers 4 --kill --without-one-process
"""

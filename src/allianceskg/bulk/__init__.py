"""Work on the cases of a large catalogue, partition by partition, on a Dask cluster."""

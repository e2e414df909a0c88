"""What `make bench` measures: each figure against a peer or a limit of the same run."""

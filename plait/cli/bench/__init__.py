"""The project's benchmarks: ours against a peer or a floor, in the same run."""

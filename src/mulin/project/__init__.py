"""Settings, the URL map, the `mulin` command, the demo and the benchmarks."""

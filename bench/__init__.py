"""Speed and size, measured: `make bench` prints these tables and writes docs/BENCHMARKS.md."""

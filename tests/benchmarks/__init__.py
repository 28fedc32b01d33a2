"""Benchmarks: measurements behind claims. They print and assert no times, as machines are shared and noisy."""

"""Benchmarks: figures for claims. They print and judge nothing by time, as machines are shared and noisy."""

"""Experiments: many runs that differ in chosen settings and in the seed, and what came out of them."""

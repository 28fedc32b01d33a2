"""Mutation testing: do the tests notice small faults that are put into the code? ``make mutants``."""

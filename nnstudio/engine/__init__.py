"""The mathematics of a multi-layer perceptron in NumPy, written for readers who want to learn it.

Every algorithm is a frozen record of its settings. Its working state (buffers, momentum, random streams) is kept
elsewhere, so that a record can be shared, stored and compared.
"""

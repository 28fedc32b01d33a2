"""The mathematics of a multi-layer perceptron, in NumPy, for a reader who wants to learn it.

Every algorithm is a frozen record of its settings; whatever it must remember while it works (buffers, momentum,
random streams) lives apart from it, so that a record can be shared, stored and compared.
"""

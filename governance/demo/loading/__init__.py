"""Loading the demo portfolio: one module per kind of row, each turning rows of a data file into dated steps.

What the files mean is said in ../portfolio/README.md. Every step calls the ordinary services as the person named.
"""

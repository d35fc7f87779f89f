"""Kill a process that changes a library at random moments, and look whether the library is whole.

Nothing of the product is faked but the embedding model; the moments are set from outside, by wrapping what the process calls.
"""

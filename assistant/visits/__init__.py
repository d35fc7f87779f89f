"""Visitors' own reports: read in the background, asked at once, private to the visitor, and gone after the visit.

Nothing of them is ever written into the public library. `Visits` is the one way in.
"""

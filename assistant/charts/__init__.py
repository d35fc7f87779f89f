"""Pictures of figures that a library holds: what can be drawn, the drawing, and the tables beside it.

Nothing here reads a report or asks a model: every mark is a fact of the index, or worked out from facts with the working.
"""

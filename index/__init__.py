"""What Mingzhang knows of reports: reading, sections, tables, facts, chunks and the stores that hold them.

Nothing here knows what a question is: `assistant` builds on `index`, never the reverse.
"""

"""What Mingzhang knows of questions: plan, evidence, calculation, answer, check.

`assistant` reads the library through `index`; it never opens a report file itself.
"""

"""Attacks by text: reports, questions and talks that give orders to a program, and what must hold all the same.

`*.jsonl` are the corpus, `corpus` reads it, `reports` puts an attack into a small honest report, `files` writes it in its form,
`score` judges an answer. Nothing here defends against anything.
"""

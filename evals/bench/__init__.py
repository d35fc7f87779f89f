"""What a library costs as it grows: reading, indexing, cold start, answers, memory and disk of the product, each beside the
plain pipeline (`evals.baselines`) in the same run.

It measures; whether an answer is right is judged by the same scorers as everywhere in `evals`.
"""

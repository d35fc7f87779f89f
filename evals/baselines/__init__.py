"""What the product is measured against: retrieval over plain passages, as a newcomer to LangChain would write it.

The baselines take nothing from the product but the plain lines of a report and the embedding model. They answer in the
same JSON contract, so that the same scorers judge them.
"""

"""Questions about one table: which of its cells answer a question, by header, row key and the wording of the question."""

"""Briefings: the figures of one body and year with their source lines, as data and written to Word, Markdown and Excel."""

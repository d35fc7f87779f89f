"""Synthetic reports with known truth: invented bodies, accounts that add up, many wordings, five forms of file.

They are for measuring, not for reading: no body, place or figure in them exists. Nothing here looks at how the product
reads reports.
"""

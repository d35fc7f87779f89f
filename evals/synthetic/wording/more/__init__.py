"""More wordings of the kinds of the folder above, for libraries that measure reading."""

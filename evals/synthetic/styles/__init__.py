"""The kinds of report that are composed, one a module. Each gives blocks; none writes a file."""

"""Administration of the public library behind a login: add, remove, rebuild. Off unless a password is set."""

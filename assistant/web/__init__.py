"""The page of the web chat: its words, its example questions, and what it is sent to show.

Nothing here answers a question or starts a server: `assistant.ask` answers, `app.py` serves.
"""

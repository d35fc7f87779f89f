"""The chat model, where one is configured: the one home of it. It may plan and phrase; it never supplies a digit.

Without one everything works as well. Nothing here answers a question: `assistant.ask` does, and checks what comes from here.
"""

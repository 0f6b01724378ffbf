"""A talk held against the book: which rules applied, and what became of each.

::

    result = assess(load_book(), talk)
    result.score, result.passed, result.critical_errors, result.items

One engine for the audit of real talks and for the score of a trainee. It knows nothing of how acts are found in an
officer's words: whoever reads a talk says so (:class:`bot.sop.conformance.talk.Act`).
"""

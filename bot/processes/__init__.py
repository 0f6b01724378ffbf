"""Several processes, one service: what they must agree on while they run, by Redis (``PLN123_REDIS_URL``).

Nothing that must last is kept there. Talks and tickets are in the database; Redis may be emptied or restarted at any
moment, and what was begun then is taken back and may be sent again. Knows nothing of Rasa.
"""

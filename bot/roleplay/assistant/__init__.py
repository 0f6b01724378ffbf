"""The CSO-side Rasa assistant: it understands what an officer says and answers as the customer.

A Rasa project of its own (``config.yml``, ``domain.yml``, ``data/``), trained by ``pln123 train`` beside the bot.
"""

"""What an officer says: the rules of the book that their words carry out, wherever the words come from.

::

    acts_in(load_book(), "Baik Pak Budi, mohon maaf atas kendalanya. Sebelumnya sudah pernah lapor?")

gives PRK-04 and PRK-05, each with the words that show it and whether that is certain. The audit of real calls and the
score of a trainee read with the same eyes; neither the bot nor the simulated customer is known here.
"""

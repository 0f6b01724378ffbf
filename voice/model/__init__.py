"""The recipe of the Indonesian speech model: from free synthetic voices to a directory that Vosk loads.

``python -m voice.model --help`` runs it. Nothing of this package but `pronunciation` is needed where the model is used.
"""

"""APKT tickets: what they hold, how they are numbered, how they are kept. Knows nothing of Rasa."""

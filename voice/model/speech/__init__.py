"""Synthetic speech with a label for each moment: what is said, by which voice, over which channel."""

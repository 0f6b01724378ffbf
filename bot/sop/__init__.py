"""The SOP book: its rules, how to load them, and how a talk is held against them. Knows nothing of Rasa."""

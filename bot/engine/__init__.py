"""The engine: loads Rasa once, runs one turn of a talk, keeps talks."""

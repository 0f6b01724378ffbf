"""What the officer does: rasa-sdk actions, one file a topic, thin over ``bot/``.

They run in the engine's own process by default, or behind ``rasa run actions`` as any Rasa project's.
"""

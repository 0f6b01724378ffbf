"""Speech to words as it is spoken: one interface, Vosk behind it, other engines by entry point."""

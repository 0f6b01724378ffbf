"""One telephone call: what is heard and pressed goes to the dialogue, its answers are spoken."""

"""Self-play: simulated customers talk with the assistant over all branches of the book, and a reading of the book that
is not the assistant's own says which ticket must come out."""

"""Taking answers into a talk: what each fact of a topic brings with it besides its value, one file a topic."""

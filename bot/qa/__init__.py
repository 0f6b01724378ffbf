"""Quality: e2e tests replayed against the assistant, and checks that the book and the rest agree."""

"""Indonesian as people write it: pure functions, each with one frozen result or None."""

"""The nouns of the `pln123` command, one module each. What is heavy is imported inside, so that --help is quick."""

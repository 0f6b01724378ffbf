"""The nouns of the `pln123` command, one module each; heavy imports stand inside, so that --help is quick."""

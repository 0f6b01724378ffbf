"""Sound as numbers: the telephone's companding and what a telephone channel does to speech."""

"""The phone line: what is heard is turned into words, what is to be said into speech."""

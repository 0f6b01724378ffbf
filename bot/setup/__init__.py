"""What `make` does on a bare machine before the program can start.

Everything here but :mod:`bot.setup.model` runs before a package is installed, so it uses the standard
library alone.
"""

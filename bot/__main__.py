"""`python -m bot` is `pln123`."""

from bot.cli import main

main()

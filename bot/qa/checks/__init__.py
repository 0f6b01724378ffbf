"""One check a module; each is a function from the project to its findings. :mod:`bot.qa.check` runs them all."""

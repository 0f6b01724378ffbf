"""Who works with the simulator and what each may do: accounts, logins, rights, and the log of what was done.

Knows nothing of Rasa or of the web; :class:`bot.people.people.People` is the door.
"""

"""The supervisor's audit: real talks read, held against the book, sampled, summed up; and disputes about the verdicts.

:mod:`.bot_talk` knows the bot's acts exactly, from its events; :mod:`.transcript` finds an officer's by cues.
"""

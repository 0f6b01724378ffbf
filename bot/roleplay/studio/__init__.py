"""What the training studio keeps and counts: attempts of trainees, classes and their tasks, rulings, progress, exports.

:mod:`.attempts` and :mod:`.classes` keep, :mod:`.marking` lays supervisors' rulings over a result, :mod:`.standing`
counts over many results, :mod:`.exports` writes them for other programs. How a call runs is
:mod:`bot.roleplay.practice`'s business; a result is kept as its ``as_json()``.
"""

"""Practice calls: the program plays a customer, a trainee is the officer, and the book says why each point was won.

::

    practice = Practice.open(settings)
    attempt = practice.begin("periksa/O4", seed=7, level=GUIDED)
    attempt.opening.texts                     # the customer's first words
    reply = attempt.say("PLN 123, selamat pagi, dengan Hana. Ada yang bisa dibantu?")
    attempt.fill("alamat", "Jl. Melati No. 3")
    attempt.save_report()                     # a number from the training APKT
    attempt.finish()                          # Result: score, critical errors, items with quotes

:mod:`.scenario` says which calls there are, :mod:`.customer` who calls, :mod:`.desk` is APKT for practice,
:mod:`.attempt` runs a call and can be saved at any moment, :mod:`.scoring` holds it against the book. Nothing here
knows the web or Rasa: how an officer's words are understood is given from outside (:mod:`.ear`).
"""

"""PLN Mobile's self-report of a meter that shows PERIKSA (MOB-01), simulated; it knows nothing of web or Rasa."""

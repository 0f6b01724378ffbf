"""The simulated customer: who calls, what they know, how they say it."""

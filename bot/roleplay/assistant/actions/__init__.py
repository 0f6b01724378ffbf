"""The customer's reactions as Rasa actions; what is said comes from the fact sheet."""

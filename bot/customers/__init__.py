"""Who calls: the customers of the CRM and of the IDPEL records. Knows nothing of Rasa or of tickets."""

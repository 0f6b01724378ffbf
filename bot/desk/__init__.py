"""What officers do with reports at the APKT desk, by the rules of the book. Knows nothing of the web or of Rasa."""

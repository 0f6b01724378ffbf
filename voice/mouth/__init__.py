"""Text to speech: what is written is put into words, then spoken by pyttsx3 in a process of its own."""

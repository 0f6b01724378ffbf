"""Speech engines of other packages as the ears of the phone line. Nothing here is needed for Vosk."""

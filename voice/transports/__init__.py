"""What carries a call: files, a microphone, a telephone exchange. All of them carry the same call."""

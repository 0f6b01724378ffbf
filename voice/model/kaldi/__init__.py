"""What Vosk loads: Kaldi's binary network and the decoding graph, written without Kaldi."""

"""Calls from a softphone or an exchange over SIP (RFC 3261) and RTP (RFC 3550), G.711 sound."""

"""The command centre (VCC): reports with a self-diagnosis, the CTT that is approved for them or the officer sent."""

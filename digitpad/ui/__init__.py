"""The window: small widgets that own their look, and a main window that arranges them. Knows nothing of torch."""

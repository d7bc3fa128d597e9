"""Pixels → ink → 28×28: the one way every digit takes, drawn or imported, scanned or trained on."""

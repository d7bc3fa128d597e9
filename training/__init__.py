"""The recipes that made the bundled models; run as modules, imported by nothing."""

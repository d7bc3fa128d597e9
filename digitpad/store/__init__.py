"""What the user keeps: settings, samples, models and scan results, all in one folder."""

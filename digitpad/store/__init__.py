"""What the user keeps: settings now; samples, models and scan results later. Every file of it lies in one folder."""

"""What leaves the house, against servers that misbehave."""

"""What people and the house itself do when something was found: stop, ask, answer, escalate, close."""

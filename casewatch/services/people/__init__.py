"""Use cases about those who sign in: accounts, sessions, the audit log."""

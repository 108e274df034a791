"""Use cases about alerts: what is due, told, answered; mails and letters."""

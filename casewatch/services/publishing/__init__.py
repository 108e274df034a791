"""Use cases about published figures: frozen, shown beside today's, derived again."""

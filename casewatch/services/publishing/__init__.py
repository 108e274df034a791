"""Use cases about published figures: published, shown beside today's, derived again."""

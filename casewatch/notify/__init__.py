"""Messages on their way out: what a receiver hears of, in words, by mail and chat. Knows no database."""

"""What a question is asked with: the store and the rules, selectors, dates and reasons, folders."""

"""The pages and the API: routes, templates and what stands around them. Counts nothing and knows no SQL."""

"""The pure core: numbers in, numbers out. No files, database, network, texts for people or today's date."""

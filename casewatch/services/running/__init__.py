"""What runs by itself: jobs and their duties, backups, health."""

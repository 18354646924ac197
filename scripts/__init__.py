"""What developers run: refreshing data, accepting results, writing and checking the documentation."""

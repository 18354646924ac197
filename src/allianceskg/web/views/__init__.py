"""What each page shows, computed from the catalogue; templates only lay it out."""

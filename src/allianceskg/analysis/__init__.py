"""What the catalogue shows as a whole: the network of actors and cases, its measures, studies that can be run again."""

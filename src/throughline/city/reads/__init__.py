"""From the files to records, one module for each part of the city."""

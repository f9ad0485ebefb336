"""The throughline: the links that each stage declares, composed into one strip for every object."""

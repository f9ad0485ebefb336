"""Documents kept as they came, their decoded text, the passages that others cite, the reader's findings."""

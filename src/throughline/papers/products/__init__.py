"""What papers say: plain values in the shapes of `papers.shapes`, in whole sentences where people read sentences."""

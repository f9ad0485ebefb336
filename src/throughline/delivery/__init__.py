"""Reports of units, ratings by rule, explanation and circulation, completion and closure."""

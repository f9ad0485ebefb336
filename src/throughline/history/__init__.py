"""History from birth: one audit record per act, one typed version row per changed object, sealed into a chain."""

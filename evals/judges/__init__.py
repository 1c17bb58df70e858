"""Models that score what code can't decide, by openevals' rubrics."""

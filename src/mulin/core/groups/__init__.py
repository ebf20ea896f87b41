"""Groups (组织): committees, party branches, associations, volunteer teams, units of the territory; offices have dates."""

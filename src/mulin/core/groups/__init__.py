"""Groups (组织): committees, party branches, associations, volunteer teams, territorial units; offices with dates."""

"""Development stand-ins for every outside service, spoken to over real HTTP."""

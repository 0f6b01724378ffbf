"""PLN 123 Simulator: the contact centre's officer, its tickets and its tools."""

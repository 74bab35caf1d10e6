"""The demo newsroom: *Kurier Nadolziański*, with invented places, people and stories. Never for a real portal."""

"""Facts of the world outside, kept as CSV files beside their readers; data/README.md says where each comes from."""

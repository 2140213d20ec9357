"""The administrators' pages: councils, offices and the reform."""

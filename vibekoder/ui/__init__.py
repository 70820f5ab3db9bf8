"""What a person sees and touches. Knows widgets and app; owns no truth."""

"""What people in the hall see and hear, in a browser."""

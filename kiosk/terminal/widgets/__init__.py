"""What the screens are made of: one widget a file, its stylesheet beside it."""

"""A hall as a folder of text files: schema, loader, and the halls and words that come with Antrean."""

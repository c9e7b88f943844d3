"""The ticket on paper: from a slip of finished words to bytes, and back from the printer's replies to the truth."""

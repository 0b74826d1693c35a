"""What vendors say: terms in all their versions, and counsel's readings of them."""

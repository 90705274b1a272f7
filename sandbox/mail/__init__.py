"""Stand-in for SendGrid, and the inbox its mails end in."""

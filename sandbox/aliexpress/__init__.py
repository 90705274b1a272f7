"""The AliExpress Open Platform, dropshipping part: consent, tokens, six methods."""

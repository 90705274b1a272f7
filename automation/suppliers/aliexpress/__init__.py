"""AliExpress Open Platform, dropshipping: signed calls, catalogue, orders, tokens."""

"""What the marketplaces sell: products made from the cut-out objects, the same every time."""

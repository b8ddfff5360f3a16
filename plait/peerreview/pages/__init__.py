"""What the pages of a peer review show: one frozen value for each page."""

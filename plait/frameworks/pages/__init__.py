"""What the pages of frameworks show: the list, a framework as it looks, a draft with its doubts at their places."""

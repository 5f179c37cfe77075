"""Speed and memory, measured against peers on the same content in the same run. ``make bench`` starts it."""

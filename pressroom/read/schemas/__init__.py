"""The forms of a workspace's files: what each key is, in words for editors, and how it becomes a model."""

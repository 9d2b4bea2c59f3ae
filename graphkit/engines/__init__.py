"""Engines that run a function over batches."""

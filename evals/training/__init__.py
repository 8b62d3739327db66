"""Tuning the shipped models: data, recipes and the figures that they are chosen by."""

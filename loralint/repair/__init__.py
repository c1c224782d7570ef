"""Repair: choose a fix for each problem, apply it, look again; nothing is written here."""

"""Entradas sobre programación dinámica."""

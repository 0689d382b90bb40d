"""Entradas sobre divide y vencerás."""

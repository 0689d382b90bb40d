"""Entradas sobre geometría."""

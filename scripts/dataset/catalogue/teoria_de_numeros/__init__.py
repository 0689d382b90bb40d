"""Entradas sobre teoría de números."""

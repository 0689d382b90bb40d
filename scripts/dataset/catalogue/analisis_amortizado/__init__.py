"""Entradas sobre análisis amortizado."""

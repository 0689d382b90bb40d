"""Rows that are hard to quantize, for the tests of all types."""

import numpy as np
import pytest

COLUMNS = 512


@pytest.fixture(scope="session")
def hard_rows() -> np.ndarray:
    """float32 (rows, 512): normal, heavy-tailed, tiny, denormal, huge, constant, zero, one-sided, sparse, ties."""
    rng = np.random.default_rng(0)
    normal = rng.standard_normal((64, COLUMNS), np.float32)
    kinds = [
        normal,
        normal * 0.02,
        rng.standard_t(3, (32, COLUMNS)) * 0.02,
        normal[:16] * 1e-6,
        normal[:16] * 1e-9,
        normal[:8] * 1e-30,
        normal[:8] * 1e-40,
        normal[:8] * 3000,
        np.abs(normal[:16]),
        -np.abs(normal[:16]),
        np.zeros((2, COLUMNS)),
        np.full((2, COLUMNS), 0.37),
        np.full((2, COLUMNS), -0.37),
        normal[:16] * (rng.random((16, COLUMNS)) < 0.05),
        rng.integers(-8, 8, (16, COLUMNS)) / 8,
        rng.integers(-127, 128, (16, COLUMNS)) / 2,
        normal[:16] + 5,
        rng.uniform(-1, 1, (16, COLUMNS)),
    ]
    return np.concatenate(kinds).astype(np.float32)

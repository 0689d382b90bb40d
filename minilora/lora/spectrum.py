"""Singular values of an update, without computing ΔW.

ΔW = s · B A has at most r singular values. With B = Q_B R_B and Aᵀ = Q_A R_A (QR of thin matrices), they are those of
the small matrix s · R_B R_Aᵀ (r, r), and the singular vectors follow: U = Q_B u, V = Q_A v. Computed in float64.
"""

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from .update import Update


@dataclass(frozen=True)
class SVD:
    """M = U diag(S) Vh, singular values in descending order, float64."""

    U: Tensor
    """Shape (out, k)."""
    S: Tensor
    """Shape (k,)."""
    Vh: Tensor
    """Shape (k, in)."""

    def factors(self, r: int) -> tuple[Tensor, Tensor]:
        """Return A (r, in) and B (out, r), float32: B A is the best approximation of M of rank r (Eckart, Young)."""
        root = self.S[:r].sqrt()
        return (root[:, None] * self.Vh[:r]).float(), (self.U[:, :r] * root).float()


def svd_of_product(lora_A: Tensor, lora_B: Tensor, scaling: float = 1.0) -> SVD:
    """Return the SVD of scaling · B A (out, in), with k = min(r, in, out) singular values."""
    Q_A, R_A = torch.linalg.qr(lora_A.double().T)
    Q_B, R_B = torch.linalg.qr(lora_B.double())
    u, S, vh = torch.linalg.svd(scaling * R_B @ R_A.T, full_matrices=False)
    return SVD(Q_B @ u, S, vh @ Q_A.T)


def svd_of_update(update: Update) -> SVD:
    """Return the SVD of an update's s · B A; for an embedding that is ΔWᵀ."""
    return svd_of_product(update.lora_A, update.lora_B, update.scaling)


def svd_of_matrix(matrix: Tensor) -> SVD:
    """Return the SVD of a full matrix (out, in)."""
    return SVD(*torch.linalg.svd(matrix.double(), full_matrices=False))


def truncated_svd(matrix: Tensor, k: int) -> SVD:
    """Return the k largest singular values of a full matrix (out, in) and their vectors; all if k is larger.

    Uses the eigenvectors of the smaller of M Mᵀ and Mᵀ M, several times faster than an SVD. Squaring loses half
    of the significant digits, so it is computed in float64.
    """
    M = matrix.double()
    wide = M if M.shape[0] <= M.shape[1] else M.T
    U = torch.linalg.eigh(wide @ wide.T).eigenvectors.flip(1)[:, :k]
    rows = U.T @ wide  # S Vh
    S = torch.linalg.vector_norm(rows, dim=1)
    Vh = rows / S.clamp(min=torch.finfo(S.dtype).tiny)[:, None]
    return SVD(U, S, Vh) if wide is M else SVD(Vh.T, S, U.T)


def energy_share(S: Tensor, k: int) -> float:
    """Return the fraction of ‖M‖² in the k largest singular values, in [0, 1]; 1 for a zero matrix."""
    total = float(S.square().sum())
    return min(float(S[:k].square().sum()) / total, 1.0) if total else 1.0


def rank_for_energy(S: Tensor, share: float) -> int:
    """Return the smallest rank, at least 1, whose singular values contain the fraction `share` of ‖M‖²."""
    return next((k for k in range(1, len(S)) if energy_share(S, k) >= share), max(len(S), 1))


def stable_rank(S: Tensor) -> float:
    """Return ‖M‖_F² / ‖M‖_2², between 1 and the rank: small if one direction dominates. 0 for a zero matrix."""
    return float(S.square().sum() / S[0].square()) if len(S) and S[0] > 0 else 0.0


def effective_rank(S: Tensor) -> float:
    """Return exp of the entropy of the normalised singular values (Roy and Vetterli 2007); 0 for a zero matrix."""
    shares = S[S > 0] / S.sum()
    return math.exp(float(-(shares * shares.log()).sum())) if len(shares) else 0.0

"""Money as exact decimals."""

from decimal import ROUND_HALF_EVEN, Decimal


def euro(value: str) -> Decimal:
    """The amount, rounded to the cent."""
    return Decimal(value).quantize(Decimal("0.01"), rounding=ROUND_HALF_EVEN)

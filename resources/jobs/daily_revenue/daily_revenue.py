"""Sums the orders of each day."""

import csv
import sys
from collections import defaultdict

from finance import euro


def revenue(rows):
    """Total by day, from rows with `ordered_at` (ISO 8601) and `total`."""
    totals = defaultdict(lambda: euro("0"))
    for row in rows:
        totals[row["ordered_at"][:10]] += euro(row["total"])
    return dict(totals)


if __name__ == "__main__":
    for day, total in sorted(revenue(csv.DictReader(sys.stdin)).items()):
        print(f"{day},{total}")

"""Proof of work: a sum that takes a browser a second and us nothing to check, asked for only when somebody floods us.

The sum is bound to the form's token, which is good once: a solution fits no other form and cannot be sent twice.
"""

import hashlib
import re

# Leading zero bits of SHA-256; some 65 thousand tries.
BITS = 16


def is_solved(form_token, solution, bits=BITS):
    """Whether SHA-256 of `token:solution` begins with enough zero bits."""
    if not re.fullmatch(r"[0-9]{1,12}", solution or ""):
        return False
    found = hashlib.sha256(f"{form_token}:{solution}".encode()).digest()
    return int.from_bytes(found[:4], "big") >> (32 - bits) == 0


def solve(form_token, bits=BITS):
    """The first solution, as the reader's browser finds it; for tests and benchmarks."""
    return next(str(n) for n in range(1 << 30) if is_solved(form_token, str(n), bits))

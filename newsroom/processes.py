"""What the portal's processes share: the memory of everything that is loaded before they part."""

import ctypes
import gc
import os

# As glibc's malloc.h has it.
M_ARENA_MAX = -8


def share_memory():
    """Before a fork: what every process would load for itself lies in memory once, and no collection of garbage touches it."""
    from polish.lemmas import lemmas_of

    lemmas_of("gazeta")  # The dictionary, forty megabytes.
    gc.collect()
    gc.freeze()


def few_heaps():
    """With dozens of threads glibc keeps freed memory in as many heaps as there are threads; two cost a tenth less.

    The same as `MALLOC_ARENA_MAX=2`, for a process that runs already. Another C library has no such heaps.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt and "MALLOC_ARENA_MAX" not in os.environ:
        mallopt(M_ARENA_MAX, 2)

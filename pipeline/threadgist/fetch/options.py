"""What a user may decide about fetching, and what limits it."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["FetchOptions"]


@dataclass(frozen=True, slots=True)
class FetchOptions:
    """Limits of one thread.

    Attributes:
        allow_private: also fetch from addresses inside a network.
        max_pages: how many responses; a thread that needs more is read as far as they go, and says so.
        max_response_mb: how large one response may be, unpacked.
        max_thread_mb: how large all of them may be.
        attempts: how often a request is tried before it is given up.
        max_redirects: how many redirects one request may take.
        timeout: seconds without a sign of life before a connection is given up.
        deadline: seconds that one response may take in all, redirects included.
        thread_deadline: seconds that all of them may take, waits included.
    """

    allow_private: bool = False
    max_pages: int = 500
    max_response_mb: int = 32
    max_thread_mb: int = 256
    attempts: int = 5
    max_redirects: int = 8
    timeout: float = 30.0
    deadline: float = 180.0
    thread_deadline: float = 3_600.0

    @property
    def max_wire_bytes(self) -> int:
        """How much a server may send for one response as it comes: headers, frames of chunks and all."""
        return 2 * (self.max_response_mb << 20) + (1 << 20)

"""The version of loralint, in one place for the package, the reports and the build."""

from __future__ import annotations

__version__ = "0.1.0"

DOCUMENTATION = "https://github.com/loralint/loralint/blob/main"
"""Where the documentation is read, without a slash at the end."""

"""`python -m loralint`."""

from __future__ import annotations

import sys

from loralint.cli import main

sys.exit(main())

"""The path that was meant by one that leads nowhere: one of its folders, or the file, is misspelt."""

from __future__ import annotations

import os

_SEVERAL = 400
"""A folder with more names than these is not searched."""


def near_path(path: str, base: str) -> str | None:
    """The one path below `base` that is there and differs by a slip in one of its parts; `a/b.json` for `aa/b.json`.

    `path` is relative, as it is written; None where it is absolute, leaves `base`, or nothing is sure.
    """
    parts = path.replace("\\", "/").split("/")
    if os.path.isabs(path) or ".." in parts:
        return None
    for index, part in enumerate(parts):
        folder = os.path.join(base, *parts[:index])
        if part in (".", "") or os.path.exists(os.path.join(folder, part)):
            continue
        right = _near_name(part, folder)
        found = None if right is None else "/".join([*parts[:index], right, *parts[index + 1 :]])
        return found if found is not None and os.path.isfile(os.path.join(base, found)) else None
    return None


def _near_name(name: str, folder: str) -> str | None:
    from loralint.words.nearest import is_certain, nearest  # for paths that lead nowhere

    try:
        with os.scandir(folder or ".") as entries:
            names = [entry.name for entry, _ in zip(entries, range(_SEVERAL), strict=False)]
    except OSError:
        return None
    found = nearest(name, names)
    return found[0][1] if is_certain(name, found) else None

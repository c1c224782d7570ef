"""What the package needs of `typing` when it runs, without `typing`: that module costs a third of a whole check.

Ruff is told of it (`typing-modules`), and type checkers see `typing` itself.
"""

from __future__ import annotations

TYPE_CHECKING = False
"""As in `typing`: imports below `if TYPE_CHECKING:` are for type checkers alone."""

if TYPE_CHECKING:
    from typing import NamedTuple as NamedTuple
else:
    from collections import namedtuple

    _NOT_COPIED = frozenset(("__annotations__", "__dict__", "__module__", "__qualname__", "__weakref__"))

    class _Records(type):
        """Makes what `typing.NamedTuple` makes: the named tuple of the annotations, with the methods of the class."""

        def __new__(mcs, name, bases, names):
            if not bases:
                return super().__new__(mcs, name, bases, names)
            fields = names["__annotations__"]
            defaults = [names[field] for field in fields if field in names]
            made = namedtuple(name, fields, defaults=defaults, module=names["__module__"])
            made.__annotations__ = fields
            for own, value in names.items():
                if own not in fields and own not in _NOT_COPIED:
                    setattr(made, own, value)
            return made

    class NamedTuple(metaclass=_Records):
        """As in `typing`."""

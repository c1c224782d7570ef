"""What the package needs of `typing` when it runs, without `typing`, which costs a third of a whole check.

`NamedTuple` is here a class that is cheap to make: a start makes dozens of them and fills few. Ruff is told of this
module (`typing-modules`), and type checkers see `typing` itself.
"""

from __future__ import annotations

TYPE_CHECKING = False
"""As in `typing`: imports below `if TYPE_CHECKING:` are for type checkers alone."""

if TYPE_CHECKING:
    from typing import NamedTuple as NamedTuple
else:
    try:  # what `collections.namedtuple` takes
        from _collections import _tuplegetter as _getter
    except ImportError:
        from operator import itemgetter

        def _getter(index, doc):
            return property(itemgetter(index), doc=doc)

    class _Records(type):
        """Makes of a class with annotations a tuple with names."""

        def __new__(mcs, name, bases, names):
            if bases[0].__name__ != "NamedTuple":
                return super().__new__(mcs, name, bases, names)
            fields = tuple(names.get("__annotations__", ()))
            names["_fields"] = fields
            names["_field_defaults"] = {field: names[field] for field in fields if field in names}
            names["__slots__"] = ()
            names["__match_args__"] = fields
            names.update((field, _getter(index, field)) for index, field in enumerate(fields))
            return super().__new__(mcs, name, bases, names)

    class NamedTuple(tuple, metaclass=_Records):
        """As in `typing`."""

        __slots__ = ()

        def __new__(cls, /, *values, **named):  # noqa: D102
            if named or len(values) != len(cls._fields):
                values = cls._completed(values, named)
            return tuple.__new__(cls, values)

        @classmethod
        def _completed(cls, values, named):
            """All values in order: those given by place, by name, and the defaults. Raises TypeError."""
            missing = cls._fields[len(values) :]
            given = {**cls._field_defaults, **named}
            if len(values) > len(cls._fields) or not named.keys() <= set(missing) or not given.keys() >= set(missing):
                raise TypeError(f"{cls.__name__}({', '.join(cls._fields)}) takes other values: {values}, {named}")
            return (*values, *map(given.__getitem__, missing))

        @classmethod
        def _make(cls, values):
            return cls(*values)

        def _replace(self, /, **named):
            changed = tuple(map(named.pop, self._fields, self))
            if named:
                raise ValueError(f"Got unexpected field names: {list(named)!r}")
            return tuple.__new__(type(self), changed)

        def _asdict(self):
            return dict(zip(self._fields, self, strict=True))

        def __getnewargs__(self):
            return tuple(self)

        def __repr__(self):
            values = ", ".join(f"{name}={value!r}" for name, value in zip(self._fields, self, strict=True))
            return f"{type(self).__name__}({values})"

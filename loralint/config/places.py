"""Places that a rule can read, point at and edit: in a config, by a shared concept, or where there is nothing."""

from __future__ import annotations

from loralint.expressions.evaluate import place, truth
from loralint.expressions.unknown import UNKNOWN
from loralint.syntax.keypath import format_path
from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

    from loralint.config.config import Config
    from loralint.expressions.protocols import Place, Scope
    from loralint.expressions.unknown import Truth
    from loralint.syntax.keypath import Path


class ConfigPlace:
    """A place in a config."""

    __slots__ = ("config", "path")

    def __init__(self, config: Config, path: Path) -> None:
        self.config = config
        self.path = path

    def value(self) -> object:
        """The effective value, or UNKNOWN."""
        return self.config.value(self.path)

    def raw(self) -> object:
        """The effective value of the file as it stands, before any pending repair."""
        return self.config.as_written.value(self.path)

    def written(self) -> object:
        """The value as in the file, None if absent."""
        return self.config.written(self.path)

    def given(self) -> Truth:
        """Is it written? UNKNOWN where a misspelt key may be meant for it."""
        return self.config.given(self.path)

    def child(self, step: str | int) -> Place:
        """The place below."""
        return ConfigPlace(self.config, (*self.path, step))

    def key(self) -> str:
        """The key path as the file spells it, from its top: `deepspeed.optimizer` in an inline DeepSpeed config."""
        return format_path((*self.config.base, *self.config.spelled(self.path))) or self.config.path

    def file(self) -> str:
        """The path of the file."""
        return self.config.path


class NoPlace:
    """What a name that leads to no config stands for: null for a link that is not set (`certain`), else UNKNOWN.

    Example: `ds.optimizer` without `deepspeed:` is null; where that file cannot be read it is UNKNOWN.
    """

    __slots__ = ("_certain", "_name")

    def __init__(self, name: str, certain: bool) -> None:
        self._name = name
        self._certain = certain

    def value(self) -> object:
        """Null for a link that is not set, else UNKNOWN."""
        return None if self._certain else UNKNOWN

    def raw(self) -> object:
        """As `value`: what is not there is not repaired either."""
        return self.value()

    def written(self) -> object:
        """Null for a link that is not set, else UNKNOWN."""
        return None if self._certain else UNKNOWN

    def given(self) -> Truth:
        """False for a link that is not set, else UNKNOWN."""
        return False if self._certain else UNKNOWN

    def child(self, step: str | int) -> Place:
        """Nothing is below nothing: its value is unknown, and it certainly is not written below an absent link."""
        return _BelowNothing(f"{self._name}.{step}", self._certain)

    def key(self) -> str:
        """The name as the rule writes it."""
        return self._name

    def file(self) -> str:
        """The name of the link."""
        return self._name


class _BelowNothing(NoPlace):
    __slots__ = ()

    def value(self) -> object:
        """Unknown: there is no section whose default could hold."""
        return UNKNOWN


class ConceptPlace:
    """A shared concept, such as ``lora.rank``, in the keys of a framework."""

    __slots__ = ("_name", "_scope", "config")

    def __init__(self, config: Config, name: str, scope: Scope) -> None:
        self.config = config
        self._name = name
        self._scope = scope

    def _meaning(self) -> dict[str, Any] | None:
        """The native place that is meant here; None where the framework has none or it cannot be known."""
        return self.config.once(("concept", self._name), self._find_meaning)

    def _find_meaning(self) -> dict[str, Any] | None:
        for meaning in self.config.framework.concepts.get(self._name, ()):
            holds = True if meaning["if"] is None else truth(meaning["if"], self._scope)
            if holds is UNKNOWN:
                return None
            if holds:
                return meaning
        return None

    def native(self) -> Place:
        """The native place."""
        return self.config.once(("native", self._name), self._find_native)

    def _find_native(self) -> Place:
        meaning = self._meaning()
        found = None if meaning is None else place(meaning["path"], self._scope)
        return NoPlace(self._name, certain=False) if found is None else found

    def value(self) -> object:
        """The effective value in shared terms."""
        meaning = self._meaning()
        value = self.native().value()
        if meaning is None or meaning["values"] is None:
            return value
        return next((shared for native, shared in meaning["values"] if native == value), UNKNOWN)

    def to_native(self, shared: object) -> object:
        """A shared value in the framework's own terms; UNKNOWN where there is none or more than one."""
        meaning = self._meaning()
        if meaning is None or meaning["values"] is None:
            return shared
        natives = [native for native, value in meaning["values"] if value is shared or value == shared]
        return natives[0] if len(natives) == 1 else UNKNOWN

    def raw(self) -> object:
        """The native value in force before any pending repair."""
        return self.native().raw()

    def written(self) -> object:
        """The native value as in the file."""
        return self.native().written()

    def given(self) -> Truth:
        """Is the native key written?"""
        return self.native().given()

    def child(self, step: str | int) -> Place:
        """The concept with a longer name, or the place below the native one."""
        longer = f"{self._name}.{step}"
        if longer in self.config.framework.concept_names:
            return ConceptPlace(self.config, longer, self._scope)
        if self._name in self.config.framework.concepts:
            return self.native().child(step)
        return NoPlace(longer, certain=False)

    def key(self) -> str:
        """The native key path as text."""
        return self.native().key()

    def file(self) -> str:
        """The path of the file."""
        return self.config.path

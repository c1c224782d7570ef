"""What names in a rule stand for: places in a config, concepts of a framework, and things that are not there."""

from __future__ import annotations

from typing import Any, Protocol

from loralint.config import Config
from loralint.expressions import UNKNOWN, place, truth
from loralint.frameworks import link_names
from loralint.keypath import Path, format_path


class Place(Protocol):
    """A place that a rule can read, point at and edit; it need not exist in the file."""

    def value(self) -> object:
        """The effective value, or UNKNOWN."""

    def raw(self) -> object:
        """The effective value of the file as it stands, before any pending repair."""

    def written(self) -> object:
        """The value as in the file, None if absent."""

    def given(self) -> object:
        """Is it written? May be UNKNOWN."""

    def child(self, step: str | int) -> Place:
        """The place below."""

    def key(self) -> str:
        """The native key path as text."""

    def file(self) -> str:
        """The path of the file."""


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
        return self.config.unrepaired.value(self.path)

    def written(self) -> object:
        """The value as in the file, None if absent."""
        return self.config.written(self.path)

    def given(self) -> object:
        """Is it written? UNKNOWN where a misspelt key may be meant for it."""
        return self.config.given(self.path)

    def child(self, step: str | int) -> Place:
        """The place below."""
        return ConfigPlace(self.config, (*self.path, step))

    def key(self) -> str:
        """The key path as the file spells it."""
        return format_path(self.config.spelled(self.path)) or self.config.path

    def file(self) -> str:
        """The path of the file."""
        return self.config.path


class NoPlace:
    """Below nothing: a link that is not set (`certain`), or one that cannot be read, a concept that is not mapped."""

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

    def given(self) -> object:
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

    def __init__(self, config: Config, name: str, scope: Any) -> None:
        self.config = config
        self._name = name
        self._scope = scope

    def _meaning(self) -> dict[str, Any] | None:
        """The native place that is meant here; None where the framework has none or it cannot be known."""
        for meaning in self.config.framework.concepts.get(self._name, ()):
            holds = True if meaning["if"] is None else truth(meaning["if"], self._scope)
            if holds is UNKNOWN:
                return None
            if holds:
                return meaning
        return None

    def native(self) -> Place:
        """The native place."""
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

    def given(self) -> object:
        """Is the native key written?"""
        return self.native().given()

    def child(self, step: str | int) -> Place:
        """The concept with a longer name, or the place below the native one."""
        longer = f"{self._name}.{step}"
        if any(name == longer or name.startswith(f"{longer}.") for name in self.config.framework.concepts):
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


class ModelPlace(NoPlace):
    """The base model of a config, as far as it is known: `model.type` (Transformers' model_type) and `model.tied`.

    It is told by the `config.json` of a model folder of the project, else by the class that an adapter names, else by
    the model's name.
    """

    __slots__ = ("_config",)

    def __init__(self, config: Config) -> None:
        super().__init__("model", certain=False)
        self._config = config

    def child(self, step: str | int) -> Any:
        """The fact itself: it stands at no place of the config."""
        file = self._config.model
        if step == "type":
            return _model_type(self._config) if file is None else file.get("model_type", UNKNOWN)
        if step == "tied" and file is not None:
            return file.get("tie_word_embeddings", UNKNOWN)
        return UNKNOWN


def _model_type(config: Config) -> object:
    from loralint.expressions.families import family
    from loralint.models import class_family

    scope = native_scope(config)
    if "model_class" in config.framework.concepts:
        named = ConceptPlace(config, "model_class", scope).written()
        if named is not None:
            return class_family(named)
    return family(ConceptPlace(config, "base_model", scope).value())


class Scope:
    """What names mean while a rule looks at a config."""

    __slots__ = ("_concepts", "_let_values", "_lets", "_options", "_variables", "config")

    def __init__(
        self,
        config: Config,
        lets: dict[str, Any],
        options: dict[str, object],
        concepts: bool = False,
        variables: dict[str, object] | None = None,
        let_values: dict[str, object] | None = None,
    ) -> None:
        self.config = config
        self._lets = lets
        self._options = options
        self._concepts = concepts
        self._variables = variables or {}
        self._let_values = {} if let_values is None else let_values

    def bind(self, name: str, value: object) -> Scope:
        """The scope with one more variable; `let` values are worked out anew since they may depend on it."""
        variables = {**self._variables, name: value}
        return Scope(self.config, self._lets, self._options, self._concepts, variables)

    def lookup(self, name: str) -> object:
        """What a first name stands for: variable, `let`, `option`, link, concept, else a key of the config."""
        if name in self._variables:
            return self._variables[name]
        if name in self._lets:
            return self._let(name)
        if name in self._options:
            return self._options[name]
        link = self._link(name)
        if link is not None:
            return link
        if self._concepts:
            return ConceptPlace(self.config, name, native_scope(self.config))
        return ConfigPlace(self.config, (name,))

    def _let(self, name: str) -> object:
        from loralint.expressions import evaluate

        if name not in self._let_values:
            found = place(self._lets[name], self) if self._lets[name][0] == "path" else None
            self._let_values[name] = evaluate(self._lets[name], self) if found is None else found
        return self._let_values[name]

    def _link(self, name: str) -> Place | None:
        if not any(link.name == name for link in self.config.framework.links):
            return NoPlace(name, certain=True) if self._concepts and name in link_names() else None
        linked = self.config.links.get(name)
        if linked is not None:
            return ConfigPlace(linked, ())
        return NoPlace(name, certain=name not in self.config.unreadable_links)


def native_scope(config: Config) -> Scope:
    """Names are the framework's own keys: for the conditions of a concept map and of a schema."""
    return Scope(config, {}, {})

"""What names mean while a rule looks at a config: variables, options, links, concepts, keys, and the base model."""

from __future__ import annotations

from loralint.config.identity_cache import IdentityCache
from loralint.config.places import ConceptPlace, ConfigPlace, NoPlace
from loralint.expressions.evaluate import evaluate, place
from loralint.expressions.expr import speaking_of
from loralint.expressions.unknown import UNKNOWN
from loralint.knowledge.frameworks import link_names
from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from loralint.config.config import Config
    from loralint.config.reading import Reading
    from loralint.expressions.protocols import Place

_DEPENDENTS = IdentityCache()


class ModelPlace(NoPlace):
    """The base model of a config, as far as it is known: its `type` (Transformers' model_type), `layers`, and `tied`.

    It is told by the `config.json` of a model folder of the project, else by the class that an adapter names, else by
    the model's name.
    """

    __slots__ = ("_config",)

    def __init__(self, config: Config) -> None:
        super().__init__("model", certain=False)
        self._config = config

    def child(self, step: str | int) -> Any:
        """The fact itself: it stands at no place of the config."""
        file = self._config.neighbours.model
        if step == "type":
            if file is not None:
                return file.get("model_type", UNKNOWN)
            return self._config.once(_model_type, lambda: _model_type(self._config))
        if step == "tied":
            return _is_tied(self._config) if file is None else file.get("tie_word_embeddings", UNKNOWN)
        if step == "layers":
            return _layer_count(self._config) if file is None else file.get("num_hidden_layers", UNKNOWN)
        return UNKNOWN


class FilePlace(NoPlace):
    """How the file is read, as far as it shows: `file.kind`, `file.reader`, and whether it is whole, `file.whole`."""

    __slots__ = ("_reading",)

    def __init__(self, reading: Reading) -> None:
        super().__init__("file", certain=False)
        self._reading = reading

    def child(self, step: str | int) -> Any:
        """The fact itself: it stands at no place of the config."""
        fact = getattr(self._reading, str(step), None)
        return UNKNOWN if fact is None else fact


def _model_type(config: Config) -> object:
    from loralint.knowledge.families import family
    from loralint.knowledge.modules import class_family, is_composed

    scope = native_scope(config)
    if "model_class" in config.framework.concepts:
        named = ConceptPlace(config, "model_class", scope).written()
        # An auto class asks the model itself.
        if named is not None and not str(named).startswith("Auto"):
            own = family(_base_model(config))
            kind = class_family(named)
            return own if _is_bare(str(named), own) or is_composed(own, kind) else kind
    return family(_base_model(config))


def _is_bare(name: str, family: object) -> bool:
    """Is it the class of a family without a head, such as `BertModel`?"""
    return isinstance(family, str) and name.lower() == family.replace("_", "").replace("-", "") + "model"


def _layer_count(config: Config) -> object:
    from loralint.knowledge.families import layer_count

    return layer_count(_base_model(config))


def _is_tied(config: Config) -> object:
    from loralint.knowledge.families import is_tied

    return is_tied(_base_model(config))


def _base_model(config: Config) -> object:
    return ConceptPlace(config, "base_model", native_scope(config)).value()


class ConfigScope:
    """What names mean while a rule looks at a config."""

    __slots__ = ("_concepts", "_let_values", "_lets", "_names", "_outer", "_variables", "config")

    def __init__(
        self,
        config: Config,
        lets: dict[str, Any],
        names: dict[str, object],
        concepts: bool = False,
    ) -> None:
        self.config = config
        self._lets = lets
        self._names = names
        self._concepts = concepts
        self._variables: dict[str, object] = {}
        self._let_values: dict[str, object] = {}
        self._outer: tuple[ConfigScope, frozenset[str]] | None = None
        """The scope without the last variable, and the `let` values that depend on it."""

    def bind(self, name: str, value: object) -> ConfigScope:
        """The scope with one more variable; the `let` values that may depend on it are worked out anew."""
        scope = ConfigScope(self.config, self._lets, self._names, self._concepts)
        scope._variables = {**self._variables, name: value}
        scope._outer = self, dependents(self._lets, name)
        return scope

    def lookup(self, name: str) -> object:
        """What a first name stands for: variable, `let`, `option`, link, concept, else a key of the config."""
        if name in self._variables:
            return self._variables[name]
        if name in self._lets:
            return self._let(name)
        if name in self._names:
            return self._names[name]
        link = self._link(name)
        if link is not None:
            return link
        if self._concepts:
            return ConceptPlace(self.config, name, native_scope(self.config))
        return ConfigPlace(self.config, () if name == self.config.framework.list_name else (name,))

    def other_names(self) -> frozenset[object] | None:
        """The first names that stand for no key of the config; None where no name does, since all are concepts."""
        if self._concepts:
            return None
        framework = self.config.framework
        links = (link.name for link in framework.links)
        return frozenset((*self._lets, *self._names, *self._variables, *links, framework.list_name))

    def function(self, name: str) -> Callable[..., object]:
        """One of the functions that look up what a model is, or which plugins the config loads."""
        from loralint.config.functions import function_of

        return function_of(name, self.config)

    def resolve(self, expression: Any) -> object:
        """What an expression stands for: a place where it is a path, else its value."""
        found = place(expression, self) if expression[0] == "path" else None
        return evaluate(expression, self) if found is None else found

    def _let(self, name: str) -> object:
        if self._outer is not None and name not in self._outer[1]:
            return self._outer[0]._let(name)
        if name not in self._let_values:
            self._let_values[name] = self.resolve(self._lets[name])
        return self._let_values[name]

    def _link(self, name: str) -> Place | None:
        if name not in self.config.framework.link_names:
            return NoPlace(name, certain=True) if self._concepts and name in link_names() else None
        linked = self.config.neighbours.configs.get(name)
        if linked is not None:
            return ConfigPlace(linked, ())
        return NoPlace(name, certain=name not in self.config.neighbours.unreadable)


def dependents(lets: dict[str, Any], variable: str) -> frozenset[str]:
    """The `let` values that speak of a variable, or of others that do."""
    known: frozenset[str] | None = _DEPENDENTS.recall(lets, variable)
    if known is not None:
        return known
    result: frozenset[str] = _DEPENDENTS.keep(lets, variable, speaking_of(lets, {variable}))
    return result


class TableRow(NoPlace):
    """One row of a rule's table: `row.ours` is what the cell's expression stands for, a place or a value."""

    __slots__ = ("_cells", "_scope")

    def __init__(self, cells: dict[str, Any], scope: ConfigScope) -> None:
        super().__init__("row", certain=False)
        self._cells = cells
        self._scope = scope

    def child(self, step: str | int) -> Any:
        """The cell of a column; null where the row leaves it out."""
        cell = self._cells.get(str(step))
        return None if cell is None else self._scope.resolve(cell)


def native_scope(config: Config) -> ConfigScope:
    """Names are the framework's own keys, and `file`: for the conditions of a concept map and of a schema."""
    return ConfigScope(config, {}, {"file": FilePlace(config.reading)})

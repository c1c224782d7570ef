"""A file that is a list, a text or null where a mapping of keys belongs, or the reverse."""

from __future__ import annotations

from loralint.checks.finding import Finding
from loralint.syntax.data import to_python
from loralint.syntax.node import MappingNode, SequenceNode, find, resolve
from loralint.words.light_typing import TYPE_CHECKING
from loralint.words.values import value_words

if TYPE_CHECKING:
    from loralint.config.config import Config
    from loralint.diagnostics.record import Consequence


def wrong_root(config: Config) -> Finding | None:
    """Judge the outermost value; an empty YAML file is as good as an empty mapping."""
    root = find(config.document.root, config.base)
    is_list = config.framework.list_name is not None
    if root is None or isinstance(resolve(root), SequenceNode if is_list else MappingNode):
        return None
    value = to_python(root)
    if value is None and config.document.syntax == "yaml":
        return None
    what = f"the file must be a {'list of sections' if is_list else 'mapping of keys'}, not {value_words(value)}"
    # What is said of the only item of a list is said of all that stands in the file.
    place = root.items[0] if isinstance(root, SequenceNode) and len(root.items) == 1 else root
    key = (*config.base, 0) if place is not root else config.base
    dropped = config.shape.loader.drops_list_as_root and isinstance(value, list)
    stops: Consequence = "crash" if config.shape.wrong == "crash" else "refused"
    title = config.framework.title
    return Finding(
        "wrong-type",
        "ignored" if dropped else stops,
        f"{what}: {title} finds no key in it and uses its defaults" if dropped else what,
        key,
        place.start,
        place.end,
        uncertain=(config.base,),
    )

"""The examples of a rule as files: each in the syntax of the framework that reads it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from loralint.knowledge.frameworks import load_framework
from loralint.words.light_typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from loralint.knowledge.frameworks import Framework, Link

_LINE = 64
"""Characters of JSON that stand in one line."""

Fields = Mapping[str, Any]


class ExampleTexts(NamedTuple):
    """A bad file and a good one as text; several files stand below their names."""

    bad: str | None
    good: str | None


def example_texts(rule: Fields) -> ExampleTexts:
    """The first bad example of a rule, and a good one of the same framework; else what the fix makes of the bad one."""
    examples: Sequence[Fields] = rule["examples"]
    bad = next((one for one in examples if "bad" in one or "text" in one), None)
    framework = _framework(bad or examples[0], rule)
    good = next((one for one in examples if "good" in one and _framework(one, rule) == framework), None)
    if good is None and bad is not None and "fixed" in bad:
        good = {**bad, "good": bad["fixed"]}
    telling = {key for one in (bad, good) if one is not None for key in one.get("drop", ())}
    return ExampleTexts(
        None if bad is None else _text(bad, bad.get("bad", bad.get("text")), framework, telling),
        None if good is None else _text(good, good["good"], framework, telling),
    )


def _framework(example: Fields, rule: Fields) -> str:
    return str(example.get("framework", rule["framework"]))


def _text(example: Fields, content: Any, framework: str, telling: set[str]) -> str:
    under = "".join(f"\n({words})" for words in _circumstances(example))
    if isinstance(content, str):
        return content.rstrip() + under
    loaded = load_framework(framework)
    links = {link.name: link for link in loaded.links}
    several = bool(content) and content.keys() <= {"config", *links}
    if not several:
        return _written(_with_telling(content, example, loaded, telling), loaded) + under
    files = {"config": content.get("config", {}), **content}
    if isinstance(files["config"], dict):
        named = {
            links[name].key: _named(links[name]) for name in content if name != "config" and len(links[name].steps) == 1
        }
        files["config"] = {**_with_telling(files["config"], example, loaded, telling), **named}
    parts = []
    for name, inner in files.items():
        reader = loaded if name == "config" else load_framework(links[name].framework)
        title = loaded.file_name if name == "config" else _file_of(links[name])
        text = inner.rstrip() if isinstance(inner, str) else _written(inner, reader)
        parts.append("\n".join((title, *(f"  {line}" for line in text.split("\n")))))
    return "\n".join(parts) + under


def _with_telling(content: Fields, example: Fields, framework: Framework, telling: set[str]) -> dict[str, Any]:
    """The keys of an example, and those of the framework's own that another example of the rule does without."""
    more = telling - set(example.get("drop", ())) - content.keys()
    return {**{key: value for key, value in framework.example.items() if key in more}, **content}


def _circumstances(example: Fields) -> Iterator[str]:
    for key, value in (example.get("settings") or {}).get("hardware", {}).items():
        yield f"with hardware.{key} = {json.dumps(value)} in the settings"
    if "version" in example:
        yield f"in version {example['version']}"


def _named(link: Link) -> str:
    """What the config writes to name the linked file, or its folder."""
    return link.name if link.file else f"{link.name}.json"


def _file_of(link: Link) -> str:
    return f"{link.name}/{link.file}" if link.file else _named(link)


def _written(content: Any, framework: Framework) -> str:
    if framework.list_name is not None:
        content = content[framework.list_name]
    if framework.syntaxes[0] == "json":
        line = json.dumps(content, ensure_ascii=False)
        return line if len(line) <= _LINE else json.dumps(content, ensure_ascii=False, indent=2)
    if not content:
        return "(nothing of this)"
    import yaml

    return str(yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=10_000)).rstrip()

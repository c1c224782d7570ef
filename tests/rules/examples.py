"""A rule's examples as files on disk, checked and repaired like any other."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from typing import Any, NamedTuple

import yaml

from loralint.diagnostics.record import Diagnostic, Fix
from loralint.edit.editor import apply_patches
from loralint.files.read import read_source
from loralint.knowledge.frameworks import Link, load_framework
from loralint.knowledge.rules import all_docs
from loralint.run import Run, check_sources
from loralint.settings.record import Settings


def file_name(framework: str) -> str:
    """The name under which an example of a framework is written."""
    return load_framework(framework).file_name


class Example(NamedTuple):
    """One example of one rule; `content` and `fixed` are data of the framework's syntax, or text."""

    rule: dict[str, Any]
    index: int
    kind: str
    content: Any
    fixed: Any
    framework: str
    also: frozenset[str]
    fields: dict[str, Any]

    @property
    def name(self) -> str:
        return f"{self.rule['framework']}-{self.rule['code']}-{self.rule['name']}-{self.kind}-{self.index}"


def all_examples(kind: str) -> Iterator[Example]:
    """Every `bad` or `good` example of every rule, those of text included."""
    for docs in all_docs().values():
        for index, fields in enumerate(docs["examples"]):
            is_bad = "bad" in fields or "text" in fields
            if kind == ("bad" if is_bad else "good"):
                content = fields.get("bad", fields.get("text")) if is_bad else fields["good"]
                framework = fields.get("framework", docs["framework"])
                also = frozenset(fields.get("also", ()))
                yield Example(docs, index, kind, content, fields.get("fixed"), framework, also, fields)


def write(example: Example, content: Any, folder: str) -> str:
    """Write an example's files into a folder (the working directory); the path of its main file."""
    framework = load_framework(example.framework)
    name = file_name(example.framework)
    links = {link.name: link for link in framework.links}
    parts = content if isinstance(content, dict) and content.keys() <= {"config", *links} and content else None
    for link, linked in (parts or {}).items():
        if link != "config":
            linked_data = _as_file(links[link].framework, _complete(links[link].framework, linked, {}))
            _dump(os.path.join(folder, _file_of(links[link])), linked_data)
    config = content if parts is None else parts.get("config", {})
    if not isinstance(config, str):
        config = _complete(example.framework, config, example.fields)
        _name_linked(config, parts or {}, links)
        config = _as_file(example.framework, config)
    _dump(os.path.join(folder, name), config)
    return name


def _name_linked(config: dict[str, Any], parts: dict[str, Any], links: dict[str, Link]) -> None:
    """Let a config name the linked files; an example whose link stands within a section names the file itself."""
    for link in (links[name] for name in parts if name != "config"):
        if len(link.steps) == 1:
            config.setdefault(link.key, link.name if link.file else f"{link.name}.json")


def _file_of(link: Link) -> str:
    return os.path.join(link.name, link.file) if link.file else f"{link.name}.json"


def _complete(framework: str, own: dict[str, Any], fields: dict[str, Any]) -> dict[str, Any]:
    base = {key: value for key, value in load_framework(framework).example.items() if key not in fields.get("drop", ())}
    return {**base, **own}


def _as_file(framework: str, content: dict[str, Any]) -> Any:
    """What stands in the file: where that is a list, an example has it under the list's name."""
    name = load_framework(framework).list_name
    return content if name is None else content[name]


def _dump(path: str, content: Any) -> None:
    if isinstance(content, str):
        text = content
    elif path.endswith(".json"):
        text = json.dumps(content, indent=2) + "\n"
    else:
        text = yaml.safe_dump(content, sort_keys=False, allow_unicode=True)
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write(text)


def data_of(example: Example, content: Any) -> Any:
    """The plain data of the main file, and of the linked ones, that a content stands for."""
    links = {link.name: link for link in load_framework(example.framework).links}
    if isinstance(content, dict) and content and content.keys() <= {"config", *links}:
        config = _complete(example.framework, content.get("config", {}), example.fields)
        _name_linked(config, content, links)
        linked = {
            _file_of(links[k]): _as_file(links[k].framework, _complete(links[k].framework, v, {}))
            for k, v in content.items()
            if k != "config"
        }
        return {file_name(example.framework): config, **linked}
    if isinstance(content, str):
        return {file_name(example.framework): content}
    data = _as_file(example.framework, _complete(example.framework, content, example.fields))
    return {file_name(example.framework): data}


def read_back(folder: str) -> dict[str, Any]:
    """The plain data of every file in a folder."""
    result = {}
    paths = [os.path.join(place, name) for place, _, names in os.walk(folder) for name in names]
    for path in sorted(paths):
        with open(path, encoding="utf-8") as file:
            content = json.load(file) if path.endswith(".json") else yaml.safe_load(file)
        result[os.path.relpath(path, folder)] = content
    return result


def check(example: Example, path: str) -> Run:
    """Check an example's main file as if it had been named."""
    version = example.fields.get("version")
    own = example.fields.get("settings", {})
    settings = Settings(
        framework=example.framework,
        versions={example.framework: version} if version else {},
        rules=own.get("rules", {}),
        hardware=own.get("hardware", {}),
    )
    return check_sources([read_source(path)], settings, {path})


def unexpected(example: Example, run: Run) -> list[Diagnostic]:
    """Diagnostics of warning or above that neither the rule nor the example accounts for."""
    right = example.also | {example.rule["name"], example.rule["code"]}
    return [d for d in run.diagnostics if d.severity != "info" and d.rule not in right and d.code not in right]


def own(example: Example, run: Run) -> list[Diagnostic]:
    """The diagnostics of the example's rule."""
    return [d for d in run.diagnostics if d.code == example.rule["code"]]


def apply_fix(diagnostic: Diagnostic, run: Run) -> None:
    """Write what the preferred fix gives."""
    fix = run.plans.fix(diagnostic, diagnostic.fixes[0])
    assert fix.blocked is None, f"blocked: {fix.blocked}"
    apply_patched(fix, run)


def apply_patched(fix: Fix, run: Run) -> None:
    """Write what a planned fix gives."""
    for path in {patch.path for patch in fix.patches}:
        data = run.documents[path].source.data
        result = apply_patches(data, [patch for patch in fix.patches if patch.path == path])
        with open(path, "wb") as file:
            file.write(result)

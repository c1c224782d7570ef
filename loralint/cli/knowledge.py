"""What the command line knows of rules and frameworks, taken from the compiled data."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from loralint.diagnostics.record import DEFAULT_SEVERITY
from loralint.documentation import Detection, FixDoc, FrameworkDoc, LinkDoc, RuleDoc
from loralint.files.read import UnreadableFile
from loralint.settings.names import Names
from loralint.settings.record import Settings
from loralint.syntax.node import Source

ANY = "any"


def names() -> Names:
    """Every name that a user may write in the settings or on the command line."""
    from loralint.knowledge.frameworks import framework_names
    from loralint.knowledge.rules import all_docs, known_words

    docs = all_docs()
    prefixes = {code[:length] for code in docs for length in (2, 3, 4)}
    rules: dict[str, str] = {}
    options: dict[str, set[str]] = {}
    for code, fields in docs.items():
        rules[fields["name"]] = rules[code] = fields["name"]
        options.setdefault(fields["name"], set()).update(fields.get("options") or {})
    return Names(sorted(known_words() | prefixes), rules, options, framework_names())


def titles() -> dict[str, str]:
    """The frameworks' own names, by ours."""
    return {framework.name: framework.title for framework in frameworks()}


def frameworks() -> list[FrameworkDoc]:
    """Every framework with the version that is used unless the settings say otherwise."""
    from loralint.knowledge.frameworks import framework_names, load_framework

    loaded = [load_framework(name) for name in framework_names()]
    return [
        FrameworkDoc(one.name, one.title, one.default_version, one.versions.get(one.default_version)) for one in loaded
    ]


def rule_docs(word: str | None = None, framework: str | None = None) -> list[RuleDoc]:
    """The rules with a name or code (all without a word), of one framework and of any."""
    from loralint.knowledge.rules import all_docs, find_docs

    found = list(all_docs().values()) if word is None else find_docs(word)
    return [
        _rule_doc(fields) for fields in found if framework in (None, fields["framework"]) or fields["framework"] == ANY
    ]


def detect(source: Source | UnreadableFile, settings: Settings) -> Detection:
    """Which framework reads a file, why, and where its links lead."""
    from loralint.config.recognise import identify
    from loralint.config.versions import Versions

    if isinstance(source, UnreadableFile):
        return Detection(source.path, None, None, None, (source.reason,))
    document, framework, reasons = identify(source, named=True, wanted=settings.framework)
    if document.root is None and document.problems:
        return Detection(source.path, None, None, None, (document.problems[0].message,))
    if framework is None:
        return Detection(source.path, None, None, None, ("no framework has keys like these",))
    versions = Versions(settings)
    version, reason = versions.of(framework, source.path)
    because = ("you said so",) if settings.framework else reasons
    links = tuple(_links(document, framework, version, versions))
    return Detection(source.path, framework.name, version, framework.versions.get(version), because, links, reason)


def _links(document: Any, framework: Any, version: str, versions: Any) -> list[LinkDoc]:
    from loralint.config.config import Config
    from loralint.config.links import follow_link
    from loralint.knowledge.frameworks import load_framework

    found = []
    config = Config(document, framework, version)
    for link in framework.links:
        linked = follow_link(config, link)
        if linked is None:
            continue
        written = config.written((link.key,))
        shown = written if isinstance(written, str) else "written in the file itself"
        if linked.document is None:
            found.append(LinkDoc(link.key, shown, reason=linked.problem or ""))
            continue
        target = load_framework(link.framework)
        reason = f"comes with {framework.title}" if linked.shipped else ""
        shown = shown if linked.base or linked.shipped else linked.document.path
        applied = versions.of(target, linked.document.path)
        found.append(LinkDoc(link.key, shown, target.name, applied.schema, reason))
    return found


def _rule_doc(fields: Mapping[str, Any]) -> RuleDoc:
    return RuleDoc(
        name=fields["name"],
        code=fields["code"],
        framework=fields["framework"],
        consequence=fields["consequence"],
        severity=fields.get("severity") or DEFAULT_SEVERITY[fields["consequence"]],
        summary=fields["summary"],
        why=fields["why"],
        evidence=tuple((kind, str(place)) for item in fields["evidence"] for kind, place in item.items()),
        fixes=tuple(FixDoc(fix["id"], fix["safety"], fix["description"], fix.get("advice")) for fix in _fixes(fields)),
        bad=_example(fields["examples"], "bad"),
        good=_example(fields["examples"], "good"),
        options=tuple((fields.get("options") or {}).items()),
        versions=fields.get("versions"),
        tags=tuple(fields.get("tags", ())),
        in_code="check" in fields,
    )


def _fixes(fields: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The fixes of a rule and of its cases, each way once."""
    told = [fix for one in (fields, *fields.get("cases", ())) for fix in one.get("fixes", ())]
    yield from {(fix["id"], fix["description"]): fix for fix in told}.values()


def _example(examples: list[dict[str, Any]], kind: str) -> str | None:
    """The first example of a kind as text; what a fix makes of the bad one is as good as a good one."""
    for wanted in (kind, "fixed") if kind == "good" else (kind, "text"):
        for example in examples:
            if wanted in example:
                content = example[wanted]
                return content.rstrip() if isinstance(content, str) else _as_text(content)
    return None


def _as_text(content: object) -> str:
    """Short examples in one line of JSON, which is YAML as well; longer ones as a block."""
    line = json.dumps(content, ensure_ascii=False)
    if len(line) <= 80:
        return line
    import yaml

    return str(yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=100)).rstrip()

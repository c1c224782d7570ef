"""The rules and frameworks as people read them, taken from the compiled data."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from loralint.diagnostics.record import DEFAULT_SEVERITY
from loralint.explain.records import FixDoc, FrameworkDoc, RuleDoc
from loralint.knowledge.frameworks import framework_names, load_framework
from loralint.knowledge.rules import all_docs, find_docs

ANY = "any"


def framework_docs() -> list[FrameworkDoc]:
    """Every framework with the version that is used unless the settings say otherwise."""
    loaded = [load_framework(name) for name in framework_names()]
    return [
        FrameworkDoc(one.name, one.title, one.default_version, one.versions.get(one.default_version)) for one in loaded
    ]


def rule_docs(word: str | None = None, framework: str | None = None) -> list[RuleDoc]:
    """The rules with a name or code (all without a word), of one framework and of any."""
    found = list(all_docs().values()) if word is None else find_docs(word)
    return [
        _rule_doc(fields) for fields in found if framework in (None, fields["framework"]) or fields["framework"] == ANY
    ]


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

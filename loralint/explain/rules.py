"""The rules and frameworks as people read them, taken from the compiled data."""

from __future__ import annotations

from loralint.diagnostics.record import DEFAULT_SEVERITY
from loralint.explain.examples import example_texts
from loralint.explain.mentions import concept_names
from loralint.explain.placeholders import concepts_in, in_words
from loralint.explain.records import FixDoc, FrameworkDoc, RuleDoc
from loralint.knowledge.frameworks import framework_names, load_framework
from loralint.knowledge.rules import all_docs, find_docs
from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any

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
    texts = example_texts(fields)
    fixes = list(_fixes(fields))
    return RuleDoc(
        name=fields["name"],
        code=fields["code"],
        framework=fields["framework"],
        consequence=fields["consequence"],
        severity=fields.get("severity") or DEFAULT_SEVERITY[fields["consequence"]],
        summary=fields["summary"],
        why=fields["why"],
        evidence=tuple((kind, str(place)) for item in fields["evidence"] for kind, place in item.items()),
        fixes=tuple(FixDoc(fix["id"], fix["safety"], in_words(_told(fix), fields)) for fix in fixes),
        bad=texts.bad,
        good=texts.good,
        names=tuple(_names(fields, fixes)),
        options=tuple((fields.get("options") or {}).items()),
        versions=fields.get("versions"),
        tags=tuple(fields.get("tags", ())),
        in_code="check" in fields,
    )


def _fixes(fields: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The fixes of a rule and of its cases, each way once."""
    told = [fix for one in (fields, *fields.get("cases", ())) for fix in one.get("fixes", ())]
    yield from {(fix["id"], fix["description"]): fix for fix in told}.values()


def _told(fix: Mapping[str, Any]) -> str:
    text: str = fix.get("advice") or fix["description"]
    return text


def _names(fields: Mapping[str, Any], fixes: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """What the frameworks call the concepts of which the fixes of a rule for any framework speak."""
    if fields["framework"] == ANY:
        for concept in dict.fromkeys(name for fix in fixes for name in concepts_in(_told(fix))):
            names = concept_names(concept)
            if names:
                yield concept, ", ".join(names)

"""What a file does today, where its rules were judged as pending safe fixes of its shape would leave it."""

from __future__ import annotations

from loralint.checks.rules import check_rules
from loralint.syntax.keypath import format_path
from loralint.words.light_typing import TYPE_CHECKING
from loralint.words.values import joined

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from loralint.checks.scopes import Surroundings
    from loralint.config.config import Config
    from loralint.diagnostics.record import Consequence, Diagnostic
    from loralint.knowledge.rules import Rules
    from loralint.syntax.keypath import Path

STOPS: tuple[Consequence, ...] = ("refused", "crash")


def as_of_today(
    told: Sequence[Diagnostic], config: Config, rules: Rules, surroundings: Surroundings
) -> list[Diagnostic]:
    """The diagnostics of a config with what is true of the file as it stands.

    What only a pending fix would bring about is not so today, be it a stop or a warning of harm: it is said to come.
    What stops the run today and after the fix is told as of today. Where a slip itself stops the run, as a misspelt
    `lora_target_modules` does, that is told in its place.
    """
    if not any(config.pending):
        return list(told)
    claims = {diagnostic.identity for diagnostic in told if _is_claim(diagnostic) and _is_declared(diagnostic, rules)}
    claiming = {code for code, _, _ in claims}
    asked = rules.only(lambda rule: rule.code in claiming or any(case.consequence in STOPS for case in rule.cases))
    today = check_rules(config.as_written, asked, surroundings).diagnostics
    known = {diagnostic.identity for diagnostic in told}
    stops = {diagnostic.identity: diagnostic for diagnostic in today if diagnostic.consequence in STOPS}
    only_today = {diagnostic.key: diagnostic for diagnostic in stops.values() if diagnostic.identity not in known}
    holding = {diagnostic.identity for diagnostic in today}
    result: list[Diagnostic] = []
    brings: set[Path] = set()
    for diagnostic in told:
        is_claim = diagnostic.identity in claims
        is_stop = is_claim and diagnostic.consequence in STOPS
        if is_claim and diagnostic.identity not in (stops if is_stop else holding):
            slips = _slips(diagnostic, config)
            result += _still_to_come(diagnostic, slips)
            brings |= _spoken_of(diagnostic, slips)
        elif is_stop:
            result.append(stops[diagnostic.identity])
        else:
            result += _with_its_end(diagnostic, only_today.get(_meant(diagnostic) or ()))
    return [_with_its_price(diagnostic, brings) for diagnostic in result]


def _with_its_price(slip: Diagnostic, brings: Collection[Path]) -> Diagnostic:
    """A slip; to put it right is no safe repair where that brings a stop or a harm."""
    fixes = tuple(
        fix._replace(safety="unsafe") if fix.safety == "safe" and any(edit.key in brings for edit in fix.edits) else fix
        for fix in slip.fixes
    )
    return slip._replace(fixes=fixes) if brings else slip


def _is_claim(diagnostic: Diagnostic) -> bool:
    """Does it say that the run stops, or may be a worse one? A harm that is an error is what its slip is about."""
    return diagnostic.consequence in STOPS or (diagnostic.consequence == "harm" and diagnostic.severity == "warning")


def _is_declared(diagnostic: Diagnostic, rules: Rules) -> bool:
    """Is it of a rule that looks at the file as pending fixes would leave it?"""
    rule = rules.get(diagnostic.rule)
    return rule is not None and rule.check is None and not rule.of_today


def _slips(diagnostic: Diagnostic, config: Config) -> list[Path]:
    """What a safe fix would put right before a diagnostic holds: the keys that it speaks of, else every one."""
    kept = config.as_written.pending
    slips = [
        (*config.base, *key)
        for key in dict.fromkeys((*config.pending.renamed.values(), *config.pending.replaced))
        if key not in kept.renamed.values() and key not in kept.replaced
    ]
    spoken_of = _spoken_of(diagnostic, slips)
    return [key for key in slips if key in spoken_of] or slips


def _spoken_of(diagnostic: Diagnostic, keys: Sequence[Path]) -> set[Path]:
    return {diagnostic.key, *(related.key for related in diagnostic.related)}.intersection(keys)


def _still_to_come(diagnostic: Diagnostic, slips: Sequence[Path]) -> list[Diagnostic]:
    """The diagnostic with the slips that have to be put right before it; nothing where there are none."""
    if not slips:
        return []
    verb = "is" if len(slips) == 1 else "are"
    names = joined([f"`{format_path(key)}`" for key in slips])
    once = f"once {names} {verb} put right: "
    return [diagnostic._replace(consequence="note", severity="warning", message=once + diagnostic.message)]


def _meant(diagnostic: Diagnostic) -> Path | None:
    """The key that the first fix of a slip gives the value to; None where it is not renamed."""
    for edit in diagnostic.fixes[0].edits if diagnostic.fixes else ():
        if edit.operation == "rename" and isinstance(edit.to, str):
            return (*edit.key[:-1], edit.to)
        if edit.operation == "move" and isinstance(edit.to, tuple):
            return edit.to
    return None


def _with_its_end(slip: Diagnostic, end: Diagnostic | None) -> list[Diagnostic]:
    """A slip, and what it ends in: the end is told at the slip's place with its fix, and the slip is a note."""
    if end is None or slip.consequence in STOPS:
        return [slip]
    message = f"`{format_path(slip.key)}` is not read, and {end.message}"
    told = end._replace(message=message, span=slip.span, label=slip.label, fixes=slip.fixes[:1], merge=None)
    return [slip._replace(severity="info"), told]

"""Check one config: its shape first, then the rules on the config as its safe shape fixes would leave it. Pure."""

from __future__ import annotations

from loralint.checks.scopes import Scopes
from loralint.checks.shape.check import check_shape, pending_fixes
from loralint.diagnostics.fault import Fault
from loralint.words.light_typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from loralint.checks.finding import Finding
    from loralint.checks.scopes import Surroundings
    from loralint.config.config import Config
    from loralint.diagnostics.record import Diagnostic
    from loralint.knowledge.rules import Rules


class ShapeLook(NamedTuple):
    """What the shape check found, and the config as the rules are to see it."""

    config: Config
    findings: Sequence[Finding]
    faults: tuple[Fault, ...] = ()


class Judgement(NamedTuple):
    """What the declared rules say of a config."""

    diagnostics: tuple[Diagnostic, ...]
    faults: tuple[Fault, ...] = ()


def look_at_shape(config: Config) -> ShapeLook:
    """The findings of the shape check, and the config as its safe fixes would leave it."""
    try:
        findings = check_shape(config)
        pending = pending_fixes(config, findings)
        in_force = pending_fixes(config, [finding for finding in findings if finding.consequence == "deprecated"])
        return ShapeLook(config.with_pending_fixes(pending, in_force) if any(pending) else config, findings)
    except Exception as error:
        return ShapeLook(config, (), (Fault("the shape check", config.path, error),))


def check_rules(config: Config, rules: Rules, surroundings: Surroundings) -> Judgement:
    """Everything that the declared rules say of a config (and, through its links, of those it names)."""
    found: list[Diagnostic] = []
    faults: list[Fault] = []
    scopes = Scopes(config, surroundings)
    for rule in [rule for rule in rules.among(scopes.firing(rules)) if rule.check is None]:
        from loralint.checks.telling import told_by  # for a rule that has something to say

        try:
            found += list(told_by(rule, config, scopes.of(rule)))
        except Exception as error:
            faults.append(Fault(rule.name, config.path, error))
    return Judgement(tuple(found), tuple(faults))

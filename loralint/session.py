"""One run over many files: parse, recognise, link, check, suppress, in this order."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from loralint.checks.words import literal
from loralint.config import Config
from loralint.diagnostic import Diagnostic, FileReport
from loralint.engine import Surroundings, check_rules, from_finding, look_at_shape, shape_diagnostics
from loralint.finding import Finding
from loralint.frameworks import (
    STRICT_POINTS,
    Framework,
    Link,
    Recognition,
    link_targets,
    load_framework,
    recognise,
    syntaxes_of,
)
from loralint.gather import once, order, without_yielding
from loralint.links import Linked, Readers, follow, model_file
from loralint.plan import planned
from loralint.reading import Unreadable, read_source
from loralint.rules import Rule, rules_of, selected
from loralint.settings import Settings
from loralint.suppress import suppressed
from loralint.syntax import parse, syntax_of
from loralint.syntax.node import Document, Source, Syntax
from loralint.versions import Versions


class Run(NamedTuple):
    """What one run of `check` gives; diagnostics are sorted by path, then by place, missing keys last."""

    files: tuple[FileReport, ...]
    diagnostics: tuple[Diagnostic, ...]
    documents: Mapping[str, Document]
    links: Mapping[str, tuple[str, ...]]


class _Checked(NamedTuple):
    config: Config
    findings: list[Finding]


def check_sources(sources: Sequence[Source | Unreadable], settings: Settings, named: Collection[str] = ()) -> Run:
    """Check files that are in memory already; files that they link to are read from the disk.

    `named` are the paths that the user typed: little suffices to recognise them, and what cannot be checked is told.
    """
    session = _Session(settings, sources)
    for source in sources:
        session.take(source, source.path in named)
    session.pull_in_readers(named)
    session.check()
    return session.finish()


class _Session:
    """The state of a run: what has been read so far, by path."""

    def __init__(self, settings: Settings, sources: Sequence[Source | Unreadable]) -> None:
        self._settings = settings
        self._versions = Versions(settings)
        self._in_memory = {os.path.realpath(source.path): source for source in sources}
        self._files: dict[str, FileReport] = {}
        self._documents: dict[str, Document] = {}
        self._configs: dict[str, Config] = {}
        self._origin: dict[str, str] = {}
        self._pulled_in: set[str] = set()
        self._links: dict[str, list[str]] = {}
        self._shipped: set[str] = set()
        self._found: list[Diagnostic] = []
        self._readers = Readers(self._read, self._framework_strictly)

    def _read(self, path: str) -> Source | Unreadable:
        return self._in_memory.get(os.path.realpath(path)) or read_source(path)

    # parse and recognise

    def take(self, source: Source | Unreadable, named: bool) -> None:
        """Read one file into the session."""
        if source.path in self._files:
            return
        if isinstance(source, Unreadable):
            self._fail(source.path, "unreadable-file", source.reason)
            return
        documents = [parse(source, syntax) for syntax in self._syntaxes(source)]
        readable = [document for document in documents if document.root is not None]
        document = (readable or documents)[0]
        recognition = recognise(document, named)
        framework = self._framework(document, recognition, named)
        if framework is None:
            reason = document.problems[0].message if document.problems else "no known framework"
            self._files[source.path] = FileReport(source.path, None, None, "skipped", reason)
            return
        self._accept(document, framework, recognition)

    def _syntaxes(self, source: Source) -> tuple[Syntax, ...]:
        if self._settings.framework is not None and syntax_of(source.path) is None:
            return syntaxes_of(self._settings.framework)
        syntax = syntax_of(source.path)
        if syntax is not None:
            return (syntax,)
        return ("json", "yaml") if source.data.lstrip()[:1] == b"{" else ("yaml",)

    def _framework(self, document: Document, recognition: Recognition, named: bool) -> Framework | None:
        name = self._settings.framework or recognition.framework
        if name is None:
            return None
        if (
            document.root is None
            and not named
            and self._settings.framework is None
            and recognition.points < STRICT_POINTS
        ):
            return None
        return load_framework(name)

    def _framework_strictly(self, document: Document) -> Framework | None:
        name = recognise(document, named=False).framework
        return None if name is None else load_framework(name)

    def _accept(self, document: Document, framework: Framework, recognition: Recognition) -> None:
        path = document.path
        version = self._versions.of(framework, path).schema
        self._documents[path] = document
        reason = ", ".join(recognition.reasons)
        # A byte order mark is the one problem that leaves a tree, and some loaders take it.
        if document.root is None or framework.bom == "refused":
            self._found += _problems(document, rules_of(framework.name))
        if document.root is None:
            self._files[path] = FileReport(path, framework.name, version, "failed", reason)
            return
        self._files[path] = FileReport(path, framework.name, version, "checked", reason)
        config = Config(document, framework, version)
        self._configs[path] = config
        self._follow_links(config)

    def _fail(self, path: str, rule_name: str, reason: str) -> None:
        document = Document(Source(path, b""), "yaml", "", None)
        self._files[path] = FileReport(path, None, None, "failed", reason)
        rule = next((rule for rule in rules_of("any") if rule.name == rule_name), None)
        if rule is not None:
            finding = Finding(rule_name, rule.consequence, f"it cannot be checked: {reason}", (), 0, 0)
            self._found.append(from_finding(document, finding, rule)._replace(span=None))

    # link

    def _follow_links(self, config: Config) -> None:
        config.model = model_file(config, self._read)
        for link in config.framework.links:
            linked = follow(config, link, self._read)
            if linked is None:
                continue
            if linked.document is None:
                config.unreadable_links[link.name] = linked.problem or ""
                self._tell_link(config, link, linked)
                continue
            self._links.setdefault(config.path, []).append(linked.document.path)
            config.links[link.name] = self._linked_config(config, load_framework(link.framework), linked)

    def _tell_link(self, config: Config, link: Link, linked: Linked) -> None:
        rule = next((rule for rule in self._rules(config) if rule.name == linked.rule), None)
        node = config.node((link.key,))
        if rule is None or node is None:
            return
        where = literal(config.written((link.key,)))
        untold = f"what {where} says is not looked at: {linked.problem}"
        message = untold if rule.name == "link-missing" else f"{where}: {linked.problem}"
        finding = Finding(rule.name, rule.consequence, message, config.file_path((link.key,)), node.start, node.end)
        self._found.append(from_finding(config.document, finding, rule))

    def _linked_config(self, config: Config, framework: Framework, linked: Linked) -> Config:
        assert linked.document is not None
        version = self._versions.of(framework, linked.document.path).schema
        if linked.base:
            inner = Config(linked.document, framework, version, linked.base)
            self._configs[f"{config.path}#{linked.base[-1]}"] = inner
            return inner
        path = linked.document.path
        known = self._configs.get(path)
        if known is not None:
            return known
        self._documents[path] = linked.document
        if linked.shipped:
            self._shipped.add(path)
            return Config(linked.document, framework, version)
        self._files.setdefault(path, FileReport(path, framework.name, version, "checked", f"named by {config.path}"))
        self._origin.setdefault(path, config.path)
        return self._configs.setdefault(path, Config(linked.document, framework, version))

    def pull_in_readers(self, named: Collection[str]) -> None:
        """A linked file that was asked for by itself is checked with the configs of the project that name it."""
        targets = link_targets()
        for path in [path for path in self._configs if path in named]:
            if self._configs[path].framework.name not in targets:
                continue
            for source in self._readers.of(path):
                if not any(_same_file(source.path, known) for known in self._files):
                    self.take(source, named=False)
                    self._pulled_in.add(source.path)

    # check

    def check(self) -> None:
        """Shapes of all files first: rules look through links at configs as the safe shape repairs would leave them."""
        looked = {key: _Checked(*look_at_shape(config)) for key, config in self._configs.items()}
        seen = {id(config): looked[key].config for key, config in self._configs.items()}
        for key, checked in looked.items():
            for name, linked in self._configs[key].links.items():
                checked.config.links[name] = seen.get(id(linked), linked)
        for key, checked in looked.items():
            rules = self._rules(checked.config)
            surroundings = Surroundings(
                {name: dict(options) for name, options in self._settings.rules.items()}, dict(self._settings.hardware)
            )
            shape = shape_diagnostics(checked.config, checked.findings, rules)
            told = [*shape, *check_rules(checked.config, rules, surroundings)]
            if key in self._pulled_in:
                told = [diagnostic for diagnostic in told if _speaks_of_others(diagnostic, key)]
            self._found += told

    def _rules(self, config: Config) -> tuple[Rule, ...]:
        ignore = (*self._settings.ignore, *self._settings.ignored_in(config.path))
        return selected(rules_of(config.framework.name), self._settings.select, ignore, config.version)

    # suppress and report

    def finish(self) -> Run:
        """Sort out what is said twice or was asked not to be said, and plan the fixes as patches."""
        found = without_yielding(self._found, self._known_rules())
        found = [d for d in found if not suppressed(d, self._documents.get(d.path))]
        found = [self._with_origin(diagnostic) for diagnostic in once(found)]
        found = [planned(d, self._documents, self._shipped, self._readers.of) for d in found]
        found.sort(key=order)
        files = tuple(self._files[path] for path in sorted(self._files))
        links = {path: tuple(targets) for path, targets in self._links.items()}
        return Run(files, tuple(found), self._documents, links)

    def _known_rules(self) -> dict[str, Rule]:
        frameworks = {report.framework or "any" for report in self._files.values()}
        frameworks |= {config.framework.name for config in self._configs.values()}
        return {rule.code: rule for name in frameworks for rule in rules_of(name)}

    def _with_origin(self, diagnostic: Diagnostic) -> Diagnostic:
        origin = self._origin.get(diagnostic.path)
        if origin is None or diagnostic.linked_from is not None:
            return diagnostic
        return diagnostic._replace(linked_from=origin)


def _problems(document: Document, rules: Sequence[Rule]) -> list[Diagnostic]:
    """Why a document cannot be parsed."""
    name = f"{document.syntax}-syntax"
    rule = next((rule for rule in rules if rule.name == name), None)
    if rule is None:
        return []
    return [
        from_finding(
            document,
            Finding(name, rule.consequence, problem.message, problem.key, problem.start, problem.end),
            rule,
        )
        for problem in document.problems
    ]


def _same_file(left: str, right: str) -> bool:
    return os.path.realpath(left) == os.path.realpath(right)


def _speaks_of_others(diagnostic: Diagnostic, path: str) -> bool:
    """Of a config that nobody asked for, only what touches the file that names it is told."""
    return diagnostic.path != path or any(related.path != path for related in diagnostic.related)

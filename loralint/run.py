"""One run over many files: parse, recognise, link, check, suppress, in this order."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from loralint.checks.rules import Fault, Surroundings, check_rules, look_at_shape, shape_diagnostics
from loralint.checks.unreadable import loose_link, unparsable, unreadable_file
from loralint.config.config import Config
from loralint.config.links import Linked, Referrers, follow_link, model_file
from loralint.config.recognise import Recognised, identify
from loralint.config.versions import Versions
from loralint.diagnostics.merge import merge, without_yielding
from loralint.diagnostics.patches import plan_all
from loralint.diagnostics.record import Diagnostic, FileReport
from loralint.diagnostics.suppression import suppressed
from loralint.files.read import UnreadableFile, read_source
from loralint.knowledge.frameworks import Framework, link_targets, load_framework
from loralint.knowledge.rules import Rule, rules_of, selected
from loralint.settings.record import Settings
from loralint.syntax.node import Document, Source


class Run(NamedTuple):
    """What one run of `check` gives; diagnostics are sorted by path, then by place, missing keys last.

    `faults` are rules that failed themselves: what they had to say is missing.
    """

    files: tuple[FileReport, ...]
    diagnostics: tuple[Diagnostic, ...]
    documents: Mapping[str, Document]
    links: Mapping[str, tuple[str, ...]]
    faults: tuple[Fault, ...] = ()


def check_sources(
    sources: Sequence[Source | UnreadableFile],
    settings: Settings,
    named: Collection[str] = (),
    readers: Referrers | None = None,
) -> Run:
    """Check files that are in memory already; files that they link to are read from the disk.

    `named` are the paths that the user typed: little suffices to recognise them, and what cannot be checked is told.
    `readers` is for those who check the same project again and again: it is looked through once.
    """
    session = _Session(settings, sources, readers or Referrers())
    for source in sources:
        session.take(source, source.path in named)
    session.pull_in_readers(named)
    session.check()
    return session.finish()


class _Session:
    """The state of a run: what has been read so far, by path."""

    def __init__(self, settings: Settings, sources: Sequence[Source | UnreadableFile], readers: Referrers) -> None:
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
        self._faults: list[Fault] = []
        self._readers = readers

    def _read(self, path: str) -> Source | UnreadableFile:
        return self._in_memory.get(os.path.realpath(path)) or read_source(path)

    # parse and recognise

    def take(self, source: Source | UnreadableFile, named: bool) -> None:
        """Read one file into the session."""
        if source.path in self._files:
            return
        if isinstance(source, UnreadableFile):
            self._files[source.path] = FileReport(source.path, None, None, "failed", source.reason)
            self._found += unreadable_file(source, rules_of("any"))
            return
        recognised = identify(source, named, self._settings.framework)
        if recognised.framework is None:
            problems = recognised.document.problems
            reason = problems[0].message if problems else "no known framework"
            self._files[source.path] = FileReport(source.path, None, None, "skipped", reason)
            return
        self._accept(recognised, recognised.framework)

    def _accept(self, recognised: Recognised, framework: Framework) -> None:
        document = recognised.document
        path = document.path
        version = self._versions.of(framework, path).schema
        self._documents[path] = document
        reason = ", ".join(recognised.reasons)
        # A byte order mark is the one problem that leaves a tree, and some loaders take it.
        if document.root is None or framework.bom == "refused":
            self._found += unparsable(document, rules_of(framework.name))
        if document.root is None:
            self._files[path] = FileReport(path, framework.name, version, "failed", reason)
            return
        self._files[path] = FileReport(path, framework.name, version, "checked", reason)
        config = Config(document, framework, version)
        self._configs[path] = config
        self._follow_links(config)

    # link

    def _follow_links(self, config: Config) -> None:
        config.model = model_file(config, self._read)
        for link in config.framework.links:
            linked = follow_link(config, link, self._read)
            if linked is None:
                continue
            if linked.document is None:
                config.unreadable_links[link.name] = linked.problem or ""
                self._found += loose_link(config, link, linked, self._rules(config))
                continue
            self._links.setdefault(config.path, []).append(linked.document.path)
            config.links[link.name] = self._linked_config(config, load_framework(link.framework), linked)

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
        known = {os.path.realpath(path) for path in self._files}
        for path in [path for path in self._configs if path in named]:
            if self._configs[path].framework.name not in targets:
                continue
            for source in self._readers.of(path):
                if os.path.realpath(source.path) not in known:
                    known.add(os.path.realpath(source.path))
                    self.take(source, named=False)
                    self._pulled_in.add(source.path)

    # check

    def check(self) -> None:
        """Shapes of all files first: rules look through links at configs as the safe shape repairs would leave them."""
        looked = {key: look_at_shape(config) for key, config in self._configs.items()}
        seen = {id(config): looked[key].config for key, config in self._configs.items()}
        for key, shape in looked.items():
            for name, linked in self._configs[key].links.items():
                shape.config.links[name] = seen.get(id(linked), linked)
        surroundings = Surroundings(
            {name: dict(options) for name, options in self._settings.rules.items()}, dict(self._settings.hardware)
        )
        for key, shape in looked.items():
            rules = self._rules(shape.config)
            judged = check_rules(shape.config, rules, surroundings)
            told = [*shape_diagnostics(shape.config, shape.findings, rules), *judged.diagnostics]
            if key in self._pulled_in:
                told = [diagnostic for diagnostic in told if _speaks_of_others(diagnostic, key)]
            self._found += told
            self._faults += (*shape.faults, *judged.faults)

    def _rules(self, config: Config) -> tuple[Rule, ...]:
        ignore = (*self._settings.ignore, *self._settings.ignored_in(config.path))
        return selected(rules_of(config.framework.name), self._settings.select, ignore, config.version)

    # suppress and report

    def finish(self) -> Run:
        """Sort out what is said twice or was asked not to be said, and plan the fixes as patches."""
        rules = self._known_rules()
        found = without_yielding(self._found, {code: rule.yields_to for code, rule in rules.items()})
        found = [d for d in found if not suppressed(d, self._documents.get(d.path))]
        found = merge([self._with_origin(d) for d in found], {code for code, rule in rules.items() if rule.last})
        found = plan_all(found, self._documents, self._shipped, self._readers.of)
        files = tuple(self._files[path] for path in sorted(self._files))
        links = {path: tuple(targets) for path, targets in self._links.items()}
        return Run(files, tuple(found), self._documents, links, tuple(self._faults))

    def _known_rules(self) -> dict[str, Rule]:
        frameworks = {report.framework or "any" for report in self._files.values()}
        frameworks |= {config.framework.name for config in self._configs.values()}
        return {rule.code: rule for name in frameworks for rule in rules_of(name)}

    def _with_origin(self, diagnostic: Diagnostic) -> Diagnostic:
        origin = self._origin.get(diagnostic.path)
        if origin is None or diagnostic.linked_from is not None:
            return diagnostic
        return diagnostic._replace(linked_from=origin)


def _speaks_of_others(diagnostic: Diagnostic, path: str) -> bool:
    """Of a config that nobody asked for, only what touches the file that names it is told."""
    return diagnostic.path != path or any(related.path != path for related in diagnostic.related)

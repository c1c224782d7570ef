"""One run of `check` over many files: read, recognise, link, shape, rules, suppress, merge.

Each stage is a function from what the one before has made; nothing is changed on the way.
"""

from __future__ import annotations

import os

from loralint.checks.rules import (
    Judgement,
    ShapeLook,
    check_rules,
    look_at_shape,
)
from loralint.checks.scopes import Surroundings
from loralint.config.assigned import assigned_to
from loralint.config.config import Config, Neighbours
from loralint.config.project import Project
from loralint.config.reading import holds_choices
from loralint.config.recognise import identify
from loralint.config.referrers import Referrers
from loralint.config.versions import Versions
from loralint.diagnostics.fault import Fault
from loralint.diagnostics.has_remarks import has_remarks
from loralint.diagnostics.patches import Plans
from loralint.diagnostics.record import FileReport
from loralint.files.read import UnreadableFile
from loralint.knowledge.frameworks import link_targets, load_framework
from loralint.knowledge.rules import renamed_rules, rules_of
from loralint.words.light_typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from loralint.config.links import Linked
    from loralint.config.project import Parsed
    from loralint.diagnostics.record import Diagnostic
    from loralint.diagnostics.suppression import Remark, Silenced
    from loralint.knowledge.frameworks import Framework, Link
    from loralint.knowledge.rules import Rule, Rules
    from loralint.settings.record import Settings
    from loralint.syntax.node import Document, Source


class Run(NamedTuple):
    """What one run of `check` gives; diagnostics are sorted by path, then by place, missing keys last.

    `faults` are parts of loralint that failed: what they had to say is missing. `plans` has the patches of the fixes.
    """

    files: tuple[FileReport, ...]
    diagnostics: tuple[Diagnostic, ...]
    documents: Mapping[str, Document]
    links: Mapping[str, tuple[str, ...]]
    faults: tuple[Fault, ...] = ()
    plans: Plans = Plans()

    @property
    def all_faults(self) -> tuple[Fault, ...]:
        """What failed in the check, and since then when fixes were planned or the report was made."""
        return (*self.faults, *self.plans.faults)

    @property
    def parts(self) -> tuple[Diagnostic, ...]:
        """The problems, each by itself: what is told together is repaired one by one."""
        return tuple(part for diagnostic in self.diagnostics for part in diagnostic.parts or (diagnostic,))


class Shared(NamedTuple):
    """What several runs over the same project share: documents that were parsed, and which configs name a file."""

    parsed: Parsed
    referrers: Referrers


class _Context(NamedTuple):
    """What every stage may ask: the settings, the files of the project, the versions in force, who names a file."""

    settings: Settings
    project: Project
    versions: Versions
    referrers: Referrers

    def rules_for(self, config: Config) -> Rules:
        """The rules that apply to a config."""
        ignore = (*self.settings.ignore, *self.settings.ignored_in(config.path))
        return rules_of(config.framework.name).selected(self.settings.select, ignore, config.version)


class _File(NamedTuple):
    """A file, or a section of one that another framework reads, on its way through the stages.

    `key` is its path, with `#key` behind it for a section; `targets` are the keys of the configs that it links to, by
    the link's name. `origin` is the config that names it; one that was `asked_for` by nobody is told of only where it
    touches the file that it names.
    """

    key: str
    report: FileReport | None
    config: Config | None = None
    document: Document | None = None
    targets: Mapping[str, str] = {}
    neighbours: Neighbours = Neighbours()
    origin: str | None = None
    asked_for: bool = True
    shipped: bool = False
    diagnostics: tuple[Diagnostic, ...] = ()
    faults: tuple[Fault, ...] = ()

    def failed(self, what: str, error: Exception) -> _File:
        """The file as far as it has come, where something fails that should not."""
        return self._replace(faults=(*self.faults, Fault(what, self.key, error)))


def check_sources(
    sources: Sequence[Source | UnreadableFile],
    settings: Settings,
    named: Collection[str] = (),
    shared: Shared | None = None,
) -> Run:
    """Check files that are in memory already; files that they link to are read from the disk.

    `named` are the paths that the user typed: little suffices to recognise them, and what cannot be checked is told.
    `shared` is for those who check the same project again and again.
    """
    shared = shared or new_shared()
    context = _Context(settings, Project(sources, shared.parsed), Versions(settings), shared.referrers)
    recognised = {source.path: _recognised(source, source.path in named, context) for source in sources}
    files = link(recognised, named, context)
    shapes = shape(files)
    judged = judge(files, shapes, context)
    spoken = suppress(judged, files, context)
    faults = (*(fault for file in files.values() for fault in file.faults), *judged.faults)
    return report(spoken, faults, files, context)


def new_shared() -> Shared:
    """Nothing parsed, nothing looked through yet."""
    return Shared({}, Referrers())


# recognise


def _recognised(source: Source | UnreadableFile, named: bool, context: _Context) -> _File:
    """The file on its way; where looking at it fails, with the fault, so that the others go on."""
    try:
        return recognise(source, named, context)
    except Exception as error:
        lost = _File(source.path, FileReport(source.path, None, None, "failed", "loralint fails on it"))
        return lost.failed("the reading", error)


def recognise(source: Source | UnreadableFile, named: bool, context: _Context) -> _File:
    """Parse one file and find out who reads it; why not, where nobody does or it cannot be read."""
    path = source.path
    if isinstance(source, UnreadableFile):
        from loralint.checks.unreadable import unreadable_file

        told = unreadable_file(source, rules_of("any"))
        return _File(path, FileReport(path, None, None, "failed", source.reason), diagnostics=tuple(told))
    assigned = assigned_to(path, context.settings)
    document, framework, reasons = identify(source, context.project, named, assigned.framework)
    if framework is None:
        unknown = ": ".join(("no known framework", *reasons))
        reason = document.problems[0].message if document.problems else unknown
        return _File(path, FileReport(path, None, None, "skipped", reason))
    version = context.versions.of(framework, path).schema
    status = FileReport(path, framework.name, version, "checked", ", ".join(reasons))
    # A byte order mark is the one problem that leaves a tree, and some loaders take it.
    is_told = document.problems and (document.root is None or framework.bom == "refused")
    told = _unparsable(document, framework) if is_told else []
    if document.root is None:
        return _File(path, status._replace(status="failed"), document=document, diagnostics=tuple(told))
    config = Config(document, framework, version, kind=assigned.kind)
    if assigned.framework is None and holds_choices(config.data, config.shape):
        return _File(
            path, FileReport(path, None, None, "skipped", "no known framework: its keys hold lists of choices")
        )
    return _File(path, status, config, document, diagnostics=tuple(told))


def _unparsable(document: Document, framework: Framework) -> list[Diagnostic]:
    from loralint.checks.unreadable import unparsable  # where something is wrong with the text

    return unparsable(document, rules_of(framework.name), framework.lenient)


# link


def link(recognised: Mapping[str, _File], named: Collection[str], context: _Context) -> dict[str, _File]:
    """Every file by its key: those given, those they name, and the configs that name one of them; targets first."""
    files: dict[str, _File] = {}
    for file in recognised.values():
        if file.key not in files:
            _put(files, _linked(file, context))
    for file in list(_referrers(files, named, context)):
        _put(files, _linked(file, context))
    return files


def _linked(file: _File, context: _Context) -> list[_File]:
    try:
        return list(_with_targets(file, context))
    except Exception as error:
        return [file.failed("the search for the files that it names", error)]


def _put(files: dict[str, _File], made: Iterable[_File]) -> None:
    """A file that nobody would have recognised by itself is what the config says that names it."""
    for file in made:
        if file.key not in files or files[file.key].config is None:
            files[file.key] = file


def _with_targets(file: _File, context: _Context) -> Iterator[_File]:
    """The files that a config names, then its own with what it leads to."""
    config = file.config
    if config is None:
        yield file
        return
    from loralint.config.links import follow_link, model_file

    targets: dict[str, str] = {}
    unreadable: list[str] = []
    told: list[Diagnostic] = []
    for one in config.framework.links:
        linked = follow_link(config, one, context.project)
        if linked is None:
            continue
        if linked.document is None:
            from loralint.checks.unreadable import loose_link

            unreadable.append(one.name)
            told += loose_link(config, one, linked, context.rules_for(config))
            continue
        target = _target(config, one, linked, context)
        targets[one.name] = target.key
        yield target
    neighbours = Neighbours(unreadable=frozenset(unreadable), model=model_file(config, context.project))
    yield file._replace(targets=targets, neighbours=neighbours, diagnostics=(*file.diagnostics, *told))


def _target(config: Config, link: Link, linked: Linked, context: _Context) -> _File:
    """The file, or the section of the config's own file, that a link leads to."""
    document = linked.document
    assert document is not None
    framework = load_framework(link.framework)
    version = context.versions.of(framework, document.path).schema
    inner = Config(document, framework, version, linked.base)
    if linked.base:
        return _File(f"{config.path}#{linked.base[-1]}", None, inner)
    if linked.shipped:
        return _File(document.path, None, inner, document, shipped=True)
    status = FileReport(document.path, framework.name, version, "checked", f"named by {config.path}")
    return _File(document.path, status, inner, document, origin=config.path)


def _referrers(files: Mapping[str, _File], named: Collection[str], context: _Context) -> Iterator[_File]:
    """The configs of the project that name a file which was asked for by itself."""
    targets = link_targets()
    known = {os.path.realpath(key) for key, file in files.items() if file.report is not None}
    asked_for = [file for key, file in files.items() if key in named and file.config is not None]
    for file in asked_for:
        if file.config is None or file.config.framework.name not in targets:
            continue
        for source in context.referrers.of(file.key):
            if os.path.realpath(source.path) not in known:
                known.add(os.path.realpath(source.path))
                yield _recognised(source, False, context)._replace(asked_for=False)


# shape


def shape(files: Mapping[str, _File]) -> dict[str, ShapeLook]:
    """The shape of every config, and the configs as rules see them: after safe shape fixes, with those they link to."""
    looks: dict[str, ShapeLook] = {}
    for key, file in files.items():
        if file.config is None:
            continue
        if file.shipped:
            looks[key] = ShapeLook(file.config, ())
            continue
        linked = {name: looks[target].config for name, target in file.targets.items()}
        looks[key] = look_at_shape(file.config.with_neighbours(file.neighbours._replace(configs=linked)))
    return looks


# rules


def judge(files: Mapping[str, _File], shapes: Mapping[str, ShapeLook], context: _Context) -> Judgement:
    """Everything that is found, without what another rule says better at the same key."""
    options = {name: dict(given) for name, given in context.settings.rules.items()}
    surroundings = Surroundings(options, dict(context.settings.hardware))
    found = [diagnostic for file in files.values() for diagnostic in file.diagnostics]
    faults: list[Fault] = []
    for key, look in shapes.items():
        if files[key].shipped:
            continue
        judged = _judge_one(look, context.rules_for(look.config), surroundings)
        told = judged.diagnostics
        found += told if files[key].asked_for else [one for one in told if _speaks_of_others(one, key)]
        faults += (*look.faults, *judged.faults)
    if not found:
        return Judgement((), tuple(faults))
    from loralint.diagnostics.merge import without_yielding  # where something was found

    rules_by_code = _rules_by_code(found, files)
    spoken = without_yielding(found, {code: rule.yields_to for code, rule in rules_by_code.items()})
    if context.settings.strict:
        spoken = [_strict(one, rules_by_code) for one in spoken]
    return Judgement(tuple(spoken), tuple(faults))


def _judge_one(look: ShapeLook, rules: Rules, surroundings: Surroundings) -> Judgement:
    """What shape and rules say of one config, as of today."""
    judged = check_rules(look.config, rules, surroundings)
    if not look.findings and not any(look.config.pending):
        return judged
    from loralint.checks.telling import shape_diagnostics  # where the shape is not as it should be
    from loralint.checks.today import as_of_today

    told = [*shape_diagnostics(look.config, look.findings, rules), *judged.diagnostics]
    try:
        return Judgement(tuple(as_of_today(told, look.config, rules, surroundings)), judged.faults)
    except Exception as error:
        return Judgement(tuple(told), (*judged.faults, Fault("the look at today's file", look.config.path, error)))


def _strict(diagnostic: Diagnostic, rules: Mapping[str, Rule]) -> Diagnostic:
    """With `strict`, what should be written is missed aloud."""
    is_required = diagnostic.severity == "info" and "required" in rules[diagnostic.code].tags
    return diagnostic._replace(severity="warning") if is_required else diagnostic


def _speaks_of_others(diagnostic: Diagnostic, path: str) -> bool:
    """Of a config that nobody asked for, only what touches the file that it names is told."""
    return diagnostic.path != path or any(related.path != path for related in diagnostic.related)


def _rules_by_code(found: Iterable[Diagnostic], files: Mapping[str, _File]) -> dict[str, Rule]:
    """The rules of some diagnostics."""
    names = {"any", *(file.report.framework or "any" for file in files.values() if file.report)}
    names |= {file.config.framework.name for file in files.values() if file.config}
    spoken = {diagnostic.rule for diagnostic in found}
    return {rule.code: rule for name in names for rule in rules_of(name).among(spoken)}


# suppress, merge


def suppress(judged: Judgement, files: Mapping[str, _File], context: _Context) -> list[Diagnostic]:
    """What the user has not asked to be silent about, and the remarks that silence nothing."""
    documents = _documents(files)
    remarks = {path: _remarks_of(document) for path, document in documents.items() if has_remarks(document)}
    if not remarks:
        return list(judged.diagnostics)
    from loralint.diagnostics.suppression import silence  # where there are remarks

    renamed = renamed_rules()
    silenced = silence(judged.diagnostics, remarks, renamed)
    unused = silence(_unused_ignores(silenced, remarks, files, context), remarks, renamed)
    return [*silenced.spoken, *unused.spoken]


def _remarks_of(document: Document) -> tuple[Remark, ...]:
    from loralint.diagnostics.suppression import remarks_of  # where there are remarks

    return remarks_of(document)


def _unused_ignores(
    silenced: Silenced, remarks: Mapping[str, Sequence[Remark]], files: Mapping[str, _File], context: _Context
) -> Iterator[Diagnostic]:
    """The remarks, in the files that were asked for, that silence nothing."""
    from loralint.checks.unused_ignores import Judges, unused_ignores  # loaded where there are remarks

    for path in remarks:
        file = files[path]
        if file.config is None or not file.asked_for or file.shipped:
            continue
        readers = [one for one in files.values() if one.config and path in (one.config.path, *one.targets.values())]
        configs = [one.config for one in readers if one.config]
        asked = [rule for config in configs for rule in context.rules_for(config)]
        every = [rule for config in configs for rule in rules_of(config.framework.name)]
        yield from unused_ignores(
            file.config, remarks[path], silenced, Judges(asked, every, not file.neighbours.unreadable)
        )


def report(
    spoken: Sequence[Diagnostic], faults: tuple[Fault, ...], files: Mapping[str, _File], context: _Context
) -> Run:
    """The run as a whole: each problem once, in order, with the config that led to it."""
    found = _once(spoken, files) if spoken else []
    documents = _documents(files)
    shipped = frozenset(file.key for file in files.values() if file.shipped)
    reports = sorted((file.report for file in files.values() if file.report), key=lambda report: report.path)
    links = {key: tuple(_linked_paths(file, files)) for key, file in files.items() if file.targets}
    plans = Plans(documents, shipped, context.referrers.of)
    return Run(tuple(reports), tuple(found), documents, links, faults, plans)


def _once(spoken: Sequence[Diagnostic], files: Mapping[str, _File]) -> list[Diagnostic]:
    """Each problem once, in order, those of one topic together."""
    from loralint.diagnostics.merge import in_order, merge  # where something was found

    last = {code for code, rule in _rules_by_code(spoken, files).items() if rule.last}
    parts = in_order([_with_origin(one, files) for one in spoken], last)
    titles = {file.config.path: file.config.framework.title for file in files.values() if file.config}
    return merge(parts, titles, last)


def _documents(files: Mapping[str, _File]) -> dict[str, Document]:
    return {file.key: file.document for file in files.values() if file.document is not None}


def _linked_paths(file: _File, files: Mapping[str, _File]) -> Iterator[str]:
    for target in file.targets.values():
        config = files[target].config
        if config is not None:
            yield config.path


def _with_origin(diagnostic: Diagnostic, files: Mapping[str, _File]) -> Diagnostic:
    file = files.get(diagnostic.path)
    if file is None or file.origin is None or diagnostic.linked_from is not None:
        return diagnostic
    return diagnostic._replace(linked_from=file.origin)

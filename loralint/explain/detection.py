"""Which framework reads a file, why, and where its links lead, for `loralint detect`."""

from __future__ import annotations

from loralint.config.assigned import assigned_to
from loralint.config.config import Config
from loralint.config.links import follow_link
from loralint.config.project import Project
from loralint.config.recognise import identify
from loralint.config.versions import Versions
from loralint.explain.records import Detection, LinkDoc
from loralint.files.read import UnreadableFile
from loralint.knowledge.frameworks import load_framework
from loralint.words.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from loralint.settings.record import Settings
    from loralint.syntax.node import Source


def detect(source: Source | UnreadableFile, settings: Settings) -> Detection:
    """Which framework reads a file, why, and where its links lead."""
    if isinstance(source, UnreadableFile):
        return Detection(source.path, None, None, None, (source.reason,))
    project = Project()
    assigned = assigned_to(source.path, settings)
    document, framework, reasons = identify(source, project, named=True, wanted=assigned.framework)
    if document.root is None and document.problems:
        return Detection(source.path, None, None, None, (document.problems[0].message,))
    if framework is None:
        return Detection(source.path, None, None, None, reasons or ("no framework has keys like these",))
    versions = Versions(settings)
    version, reason = versions.of(framework, source.path)
    because = ("you said so",) if assigned.framework else reasons
    config = Config(document, framework, version, kind=assigned.kind)
    links = tuple(_links(config, project, versions))
    date = framework.versions.get(version)
    return Detection(source.path, framework.name, version, date, because, links, reason, _read_as(config))


def _read_as(config: Config) -> str:
    """What the file is for and who reads it, in words; nothing where it does not tell."""
    kinds = (config.framework.arguments or {}).get("kinds") or {}
    title = kinds[config.reading.kind].get("title", "") if config.reading.kind else ""
    return ", by ".join(filter(None, (title, config.reading.title)))


def _links(config: Config, project: Project, versions: Versions) -> list[LinkDoc]:
    found = []
    for link in config.framework.links:
        linked = follow_link(config, link, project)
        if linked is None:
            continue
        written = config.written(link.steps)
        shown = written if isinstance(written, str) else "written in the file itself"
        if linked.document is None:
            found.append(LinkDoc(link.key, shown, reason=linked.problem or ""))
            continue
        target = load_framework(link.framework)
        reason = f"comes with {config.framework.title}" if linked.shipped else ""
        shown = shown if linked.base or linked.shipped else linked.document.path
        applied = versions.of(target, linked.document.path)
        found.append(LinkDoc(link.key, shown, target.name, applied.schema, reason))
    return found

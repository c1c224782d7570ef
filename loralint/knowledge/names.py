"""Every name that a user may write in the settings or on the command line."""

from __future__ import annotations

from loralint.knowledge.frameworks import framework_names
from loralint.knowledge.kinds import classes
from loralint.knowledge.rules import all_docs, known_words, renamed_rules
from loralint.settings.names import Names


def known_names(with_classes: bool = False) -> Names:
    """What `select` and `ignore` take, rules by name and code, the options of each rule, and the frameworks.

    `with_classes` adds the classes of the frameworks, each of which has to be loaded for it.
    """
    docs = all_docs()
    prefixes = {code[:length] for code in docs for length in (2, 3, 4)}
    rules: dict[str, str] = {}
    options: dict[str, set[str]] = {}
    for code, fields in docs.items():
        rules[fields["name"]] = rules[code] = fields["name"]
        options.setdefault(fields["name"], set()).update(fields.get("options") or {})
    titles = [title for title, _, _ in classes()] if with_classes else []
    return Names(sorted(known_words() | prefixes), rules, options, framework_names(), renamed_rules(), titles)

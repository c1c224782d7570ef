"""What is told together: one mistake, one diagnostic."""

from __future__ import annotations

from loralint.diagnostics.merge import merge
from loralint.diagnostics.record import Diagnostic, Fix, Merge
from loralint.edit.record import Edit

DEPRECATED = Merge("deprecated", "{count} keys are out of date: {keys}")
UNKNOWN = Merge("unknown", "{framework} has no keys {keys}{section}", "section")
INCOMPLETE = Merge("incomplete", "{keys} are missing", mixed=True)


def told(*found, titles=None):
    return merge(found, titles or {"a.yaml": "Axolotl"})


def one(key, topic, severity="warning", fix="safe", **fields):
    edits = (Edit("a.yaml", "remove", key),)
    fixes = (Fix("remove", fix, f"remove {key[-1]}", () if fix == "manual" else edits),) if fix else ()
    return Diagnostic(
        "r", "LL101", severity, "ignored", "run", f"{key[-1]} is old", "a.yaml", key, None, fixes=fixes, merge=topic
    )._replace(**fields)


def test_what_is_told_together_names_every_key():
    (both,) = told(one(("x",), DEPRECATED), one(("y", "z"), DEPRECATED))
    assert both.message == "2 keys are out of date: `x` and `y.z`"
    assert both.keys == (("x",), ("y", "z"))
    assert [part.message for part in both.parts] == ["x is old", "z is old"]
    assert [related.label for related in both.related] == ["z is old"]


def test_one_alone_says_what_it_has_to_say():
    (alone,) = told(one(("x",), DEPRECATED))
    assert (alone.message, alone.parts, alone.keys) == ("x is old", (), (("x",),))


def test_files_severities_and_sections_stay_apart():
    assert len(told(one(("x",), DEPRECATED), one(("y",), DEPRECATED, path="b.yaml"))) == 2
    assert len(told(one(("x",), DEPRECATED), one(("y",), DEPRECATED, severity="info"))) == 2
    assert len(told(one(("s", "x"), UNKNOWN), one(("t", "x"), UNKNOWN))) == 2
    assert len(told(one(("x",), INCOMPLETE), one(("y",), INCOMPLETE, severity="error"))) == 1
    assert len(told(one(("x",), INCOMPLETE), one(("y",), INCOMPLETE, severity="info"))) == 2


def test_a_section_is_named_once():
    (both,) = told(one(("s", "x"), UNKNOWN), one(("s", "y"), UNKNOWN))
    assert both.message == "Axolotl has no keys `x` and `y` in `s`"


def test_one_key_in_all_items_of_a_list_is_one_mistake():
    by_key = UNKNOWN._replace(by="key")
    found = told(*(one(("d", number, "x"), by_key) for number in range(4)), one(("d", 0, "y"), by_key))
    assert [(d.message, len(d.keys)) for d in found] == [("x is old", 4), ("y is old", 1)]


def test_what_lacks_one_thing_is_one_mistake_and_it_is_added_once():
    plugin = Merge("plugin", "{count} keys have no effect: {keys}", "label")
    add = (Fix("add", "unsafe", "add P", (Edit("a.yaml", "set", ("plugins",), ["P"]),)),)
    found = told(
        one(("x",), plugin, label="needs P", fixes=add),
        one(("y",), plugin, label="needs P", fixes=add),
        one(("z",), plugin, label="needs Q", fixes=add),
    )
    assert [(d.message, [(f.description, len(f.edits)) for f in d.fixes]) for d in found] == [
        ("2 keys have no effect: `x` and `y`", [("add P", 1)]),
        ("z is old", [("add P", 1)]),
    ]


def test_the_gravest_speaks_for_all():
    (both,) = told(one(("x",), INCOMPLETE), one(("y",), INCOMPLETE, severity="error", code="LL105"))
    assert (both.severity, both.code, both.message) == ("error", "LL105", "`x` and `y` are missing")


def test_of_many_keys_the_first_ones_are_named():
    (many,) = told(*(one((f"k{number}",), DEPRECATED) for number in range(12)))
    assert many.message == "12 keys are out of date: `k0`, `k1`, `k2`, `k3`, `k4`, `k5`, `k6` and 5 more"
    assert len(many.keys) == 12


def test_the_fixes_are_put_together_by_their_safety():
    (all_safe,) = told(one(("x",), DEPRECATED), one(("y",), DEPRECATED))
    assert [(fix.id, fix.safety, fix.description) for fix in all_safe.fixes] == [
        ("remove", "safe", "remove x; remove y")
    ]
    (mixed,) = told(one(("x",), DEPRECATED), one(("y",), DEPRECATED, fix="unsafe"))
    assert [(fix.safety, len(fix.edits)) for fix in mixed.fixes] == [("safe", 1), ("unsafe", 2)]
    (by_hand,) = told(one(("x",), DEPRECATED, fix="manual"), one(("y",), DEPRECATED, fix=None))
    assert [(fix.safety, fix.description) for fix in by_hand.fixes] == [("manual", "remove x")]


def test_items_of_one_list_are_told_in_the_words_of_the_first():
    same = Merge("same", "{count} items: {keys}", "key")
    (both,) = told(one(("targets", 0), same), one(("targets", 2), same))
    assert both.message == "0 is old"
    assert both.keys == (("targets", 0), ("targets", 2))

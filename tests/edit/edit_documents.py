"""Random YAML and JSON documents with whatever makes an edit go wrong; every comment in them is unique (`# c17`)."""

from __future__ import annotations

import json
from random import Random

SCALARS = (
    *(
        "1",
        "2e-5",
        "1.0e-05",
        "true",
        "no",
        "null",
        "~",
        "016",
        "1:30",
        "2024-01-01",
        "text",
        "a b c",
        "x#y",
        "path/to:x",
    ),
    *(
        "'single'",
        '"double"',
        '"esc \\" \\u00e9"',
        "'it''s'",
        "''",
        "größe",
        "日本語",
        "!!str 12",
        "!!float 3",
        ".inf",
        "1_000",
    ),
)
KEYS = (
    *("lora_r", "lr", "path", "type", '"quoted"', "'single key'", "größe", "on", "12", "a.b", "with space"),
    *("k1", "k2", "k3", "x"),
)
LINES = ("some text", "  deeper", "# no comment", "key: value", "- item", "", "日本", "end")


class YamlMaker:
    """Writes one document; the habits (indentation, line ends, ...) are drawn once."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.step = random.choice((2, 2, 4, 3))
        self.dash = random.choice((0, 2, self.step))
        self.comments = 0
        self.anchors: list[str] = []
        self.mappings: list[str] = []

    def document(self) -> bytes:
        chance = self.random.random
        lines = [self.comment("")] if chance() < 0.3 else []
        lines += self.random.choice(([], [], [], ["---"], ["%YAML 1.1", "---"], ["---" + self.trailing()]))
        lines += self.sequence(0, 0) if chance() < 0.08 else self.mapping(0, 0)
        lines += self.random.choice(([], [], [""], ["", self.comment("")], [self.comment("  ")], ["..."]))
        newline = self.random.choice(("\n", "\n", "\r\n"))
        text = newline.join(lines) + (newline if chance() < 0.75 else "")
        return (b"\xef\xbb\xbf" if chance() < 0.1 else b"") + text.encode()

    def comment(self, indent: str) -> str:
        self.comments += 1
        return f"{indent}# c{self.comments}" + self.random.choice(("", "", " é 🚀", ' "', " a: b"))

    def trailing(self) -> str:
        return self.comment(self.random.choice((" ", "  "))) if self.random.random() < 0.25 else ""

    def between(self, column: int) -> list[str]:
        """Blank and comment lines before an entry."""
        lines = [""] if self.random.random() < 0.1 else []
        if self.random.random() < 0.15:
            lines.append(self.comment(" " * self.random.choice((column, column, 0, column + 2))))
        return lines

    def mapping(self, column: int, depth: int) -> list[str]:
        keys = self.random.sample(KEYS, self.random.randint(1, 5 if depth else 8))
        if self.random.random() < 0.07:
            keys.append(self.random.choice(keys))
        lines: list[str] = []
        for key in keys:
            lines += self.between(column) if lines else []
            if self.random.random() < 0.03:
                lines += [f"{' ' * column}? {key}", f"{' ' * column}: {self.random.choice(SCALARS)}"]
                continue
            if self.random.random() < 0.03:
                key = f"&k{self.new_anchor('k')} {key}"
            head, *rest = self.value(column, depth)
            lines += [f"{' ' * column}{key}{self.random.choice(('', '', '', ' '))}:{head}", *rest]
        if self.mappings and self.random.random() < 0.15:
            lines.append(f"{' ' * column}<<: *{self.random.choice(self.mappings)}")
        return lines

    def sequence(self, column: int, depth: int) -> list[str]:
        lines: list[str] = []
        for _ in range(self.random.randint(1, 4)):
            lines += self.between(column) if lines else []
            kind = self.random.random()
            if kind < 0.4 and depth < 3:
                inner = self.mapping(column + 2, depth + 1) if kind < 0.3 else self.sequence(column + 2, depth + 1)
                lines += [f"{' ' * column}- {inner[0].lstrip()}", *inner[1:]]
            elif kind < 0.45 and depth < 3:
                lines += [f"{' ' * column}-{self.trailing()}", *self.mapping(column + 2, depth + 1)]
            else:
                head, *rest = self.leaf(column)
                lines += [f"{' ' * column}-{head}", *rest]
        return lines

    def value(self, column: int, depth: int) -> list[str]:
        """What follows a colon, and the lines below."""
        kind = self.random.random()
        if kind < 0.2 and depth < 3:
            anchor = ""
            if self.random.random() < 0.15:
                anchor = f" &m{self.new_anchor('m')}"
            inner = self.mapping(column + self.step, depth + 1)
            if anchor:
                self.mappings.append(anchor[2:])
            return [anchor + self.trailing(), *self.between(column + self.step), *inner]
        if kind < 0.35 and depth < 3:
            return [self.trailing(), *self.sequence(column + self.dash, depth + 1)]
        return self.leaf(column)

    def leaf(self, column: int) -> list[str]:
        kind = self.random.random()
        pad = " " * (column + self.step)
        if kind < 0.06:
            return [self.trailing()]
        if kind < 0.16:
            return self.block_scalar(pad)
        if kind < 0.2:
            return [" first line", f"{pad}second line" + self.trailing()]
        if kind < 0.23:
            return [' "first', "", f'{pad}second"' + self.trailing()]
        if kind < 0.4:
            return self.flow(pad)
        if kind < 0.45 and self.anchors:
            return [f" *{self.random.choice(self.anchors)}" + self.trailing()]
        anchor = ""
        if kind < 0.5:
            anchor = f" &s{self.new_anchor('s')}"
            self.anchors.append(anchor[2:])
        return [f"{anchor} {self.random.choice(SCALARS)}" + self.trailing()]

    def block_scalar(self, pad: str) -> list[str]:
        lines = [self.random.choice(LINES) for _ in range(self.random.randint(1, 4))]
        lines[0] = "first"
        indicator = self.random.choice(("|", "|", ">", "|-", "|+", ">+", f"|{self.step}"))
        blanks = self.random.choice(([], [], [""], ["", ""]))
        return [f" {indicator}" + self.trailing(), *(pad + line if line else "" for line in lines), *blanks]

    def flow(self, pad: str) -> list[str]:
        keys = self.random.sample(KEYS, self.random.randint(0, 3))
        if self.random.random() < 0.5:
            items = [self.flow_scalar() for _ in keys]
            brackets = "[]"
        else:
            items = [f"{key}: {self.flow_scalar()}" for key in keys]
            brackets = "{}"
        if self.random.random() < 0.2 and items:
            items[0] = items[0] if brackets == "{}" else "{a: 1, b: [x, y]}"
        if self.random.random() < 0.3 and items:
            comma = self.random.choice((",", ""))
            lines = [f"{pad}{item},{self.trailing()}" for item in items[:-1]]
            return [
                f" {brackets[0]}{self.trailing()}",
                *lines,
                f"{pad}{items[-1]}{comma}{self.trailing()}",
                pad + brackets[1],
            ]
        inner = ", ".join(items) + self.random.choice(("", "", ",", " ")) if items else ""
        return [f" {brackets[0]}{inner}{brackets[1]}" + self.trailing()]

    def flow_scalar(self) -> str:
        return self.random.choice([scalar for scalar in SCALARS if scalar not in ("a b c", "x#y")])

    def new_anchor(self, kind: str) -> int:
        self.comments += 1
        return self.comments


def yaml_document(random: Random) -> bytes:
    """A YAML document; not every one can be read."""
    return YamlMaker(random).document()


def json_document(random: Random) -> bytes:
    """A JSON document in one of many layouts."""
    unit = random.choice(("", " ", "  ", "    ", "\t"))
    newline = random.choice(("\n", "\n", "\r\n"))
    colon = random.choice((": ", ": ", ":", " : "))
    tall = bool(unit) or random.random() < 0.2
    flat_lists = random.random() < 0.5

    def write(value: object, indent: str, lines: bool) -> str:
        if isinstance(value, dict):
            members = [
                json.dumps(name, ensure_ascii=random.random() < 0.3) + colon + write(item, indent + unit, lines)
                for name, item in value.items()
            ]
            if members and random.random() < 0.06:
                members.append(json.dumps(random.choice(list(value))) + colon + "1")
        elif isinstance(value, list):
            lines = lines and not flat_lists
            members = [write(item, indent + unit, lines) for item in value]
        else:
            return json.dumps(value, ensure_ascii=random.random() < 0.3)
        brackets = "{}" if isinstance(value, dict) else "[]"
        if not members:
            return brackets[0] + random.choice(("", "", " ")) + brackets[1]
        if not lines:
            separator = "," if colon == ":" else ", "
            return brackets[0] + separator.join(members) + brackets[1]
        inner = ",".join(f"{newline}{indent}{unit}{member}" for member in members)
        return f"{brackets[0]}{inner}{newline}{indent}{brackets[1]}"

    text = write(_json_value(random, 0), "", tall) + random.choice(("", newline, newline, newline * 2))
    return (b"\xef\xbb\xbf" if random.random() < 0.05 else b"") + text.encode()


def _json_value(random: Random, depth: int) -> object:
    kind = random.random()
    if depth == 0 or (kind < 0.3 and depth < 4):
        names = random.sample([key.strip("'\"") for key in KEYS], random.randint(0 if depth else 1, 5))
        return {name: _json_value(random, depth + 1) for name in names}
    if kind < 0.45 and depth < 4:
        return [_json_value(random, depth + 1) for _ in range(random.randint(0, 4))]
    return random.choice(
        (1, 2e-05, 1.5, True, False, None, "text", "größe", 'q"uote', "auto", "日本 🚀", "\t", -3, 10**18)
    )

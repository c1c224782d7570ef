"""Repair by question and answer."""

from __future__ import annotations

from loralint.repair.asked import Answer, Question, repair_asked
from loralint.repair.choose_fixes import SAFE_ALONE
from loralint.settings.record import Settings
from loralint.syntax.node import Source
from tests.repair import misspelt

CONFIG = misspelt.CONFIG + "optimizer: adamw\nstrict: fasle\n"


class Answers:
    """Gives answers by the key that is asked about, and keeps the questions."""

    def __init__(self, **answers: Answer | int) -> None:
        self.answers = answers
        self.asked: list[tuple[str, list[str]]] = []
        self.states: list[bytes] = []

    def __call__(self, question: Question) -> Answer:
        key = str(question.diagnostic.key[-1])
        self.asked.append((key, [fix.description for fix in question.fixes]))
        self.states.append(question.run.documents["config.yaml"].source.data)
        answer = self.answers.get(key, "no")
        return question.fixes[answer] if isinstance(answer, int) else answer


def repaired(answers: Answers) -> tuple[str, dict[str, str]]:
    source = Source("config.yaml", CONFIG.encode())
    repair = repair_asked([source], Settings(), SAFE_ALONE, answers, {"config.yaml"})
    text = repair.changes[0].after.decode() if repair.changes else CONFIG
    return text, {str(item.diagnostic.key[-1]): item.reason for item in repair.left}


def test_nothing_changes_where_the_answer_is_no_and_nothing_is_asked_twice():
    answers = Answers()
    text, left = repaired(answers)
    assert text == CONFIG
    keys = [key for key, _ in answers.asked]
    assert keys == list(dict.fromkeys(keys))
    assert set(left.values()) == {"declined"}


def test_what_is_taken_is_made_unsafe_ones_among_it_and_the_next_question_sees_it():
    answers = Answers(optimizer=0)
    text, left = repaired(answers)
    assert text == CONFIG.replace("optimizer: adamw\n", "optimizer: adamw_torch\n")
    assert "optimizer" not in left
    asked = [key for key, _ in answers.asked]
    after = answers.states[asked.index("optimizer") + 1]
    assert b"optimizer: adamw_torch\n" in after


def test_all_makes_the_safe_ones_that_are_left_and_no_unsafe_one():
    first = Answers()
    repaired(first)
    text, left = repaired(Answers(**{first.asked[0][0]: "all"}))
    assert "lora_r: 64   # kept" in text
    assert "optimizer: adamw\n" in text
    assert left["optimizer"] == "unsafe"


def test_stop_keeps_what_was_taken_and_asks_no_more():
    first = Answers()
    repaired(first)
    keys = [key for key, _ in first.asked]
    answers = Answers(**{keys[0]: 0, keys[1]: "stop"})
    text, _ = repaired(answers)
    assert len(answers.asked) == 2
    assert text != CONFIG

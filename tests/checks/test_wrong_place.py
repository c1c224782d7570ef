"""Known keys in the wrong place: what is said of them, and where a repair takes them."""

from __future__ import annotations

import pytest
import yaml

from loralint.diagnostics.record import Diagnostic
from loralint.repair.choose_fixes import Wanted
from loralint.repair.repair import repair_sources
from loralint.run import check_sources
from loralint.settings.record import Settings
from loralint.syntax.node import Source

GROUND = """\
base_model: meta-llama/Llama-3.1-8B
adapter: lora
lora_target_linear: true
datasets:
  - {path: org/a, type: chat_template}
learning_rate: 0.0002
micro_batch_size: 1
max_grad_norm: 1.0
bf16: true
"""
RANK = "lora_r: 8\nlora_alpha: 16\n"


def found(text: str) -> list[Diagnostic]:
    run = check_sources([Source("config.yaml", text.encode())], Settings(framework="axolotl"), {"config.yaml"})
    return [diagnostic for diagnostic in run.diagnostics if diagnostic.rule in ("unknown-key", "missing-key")]


def repaired(text: str) -> dict[str, object]:
    repair = repair_sources([Source("config.yaml", text.encode())], Settings(framework="axolotl"), Wanted(unsafe=True))
    data: dict[str, object] = yaml.safe_load(repair.changes[0].after if repair.changes else text)
    return data


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("trl: {vllm_dtype: bfloat16}", {"trl": {}, "vllm": {"dtype": "bfloat16"}}),
        ("vllm_dtype: bfloat16", {"vllm": {"dtype": "bfloat16"}}),
        ("fsdp_offload_params: true", {"fsdp_config": {"offload_params": True}}),
        ("trl: {logging_steps: 5}", {"trl": {}, "logging_steps": 5}),
        ("training: {epochs: 2, gradient_accumulation_steps: 4}", {"num_epochs": 2, "gradient_accumulation_steps": 4}),
        ("wandb: {project: p, entity: e}", {"wandb_project": "p", "wandb_entity": "e"}),
        ("logging: {wandb_project: p, level: info}", {"logging": {"level": "info"}, "wandb_project": "p"}),
        (
            "load_in_4bit: true\nbnb_4bit_compute_dtype: float16",
            {"bnb_config_kwargs": {"bnb_4bit_compute_dtype": "float16"}},
        ),
    ],
)
def test_a_key_is_moved_where_it_belongs(wrong, right):
    ground = GROUND.replace("adapter: lora", "adapter: qlora") if "4bit" in wrong else GROUND
    after = repaired(ground + RANK + wrong + "\n")
    assert {key: after.get(key) for key in right} == {key: value or after.get(key) for key, value in right.items()}
    *_, moved = yaml.safe_load(wrong)
    assert moved not in after or moved in right


def test_a_key_of_data_sets_goes_into_each_of_them_that_lacks_it():
    text = GROUND.replace(
        "  - {path: org/a, type: chat_template}\n",
        "  - {path: org/a, type: chat_template}\n  - {path: org/b, type: chat_template, train_on_eos: last}\n"
        "  - {path: org/c, type: chat_template}\n",
    )
    after = repaired(text + RANK + "train_on_eos: turn\n")
    assert [item["train_on_eos"] for item in after["datasets"]] == ["turn", "last", "turn"]
    assert "train_on_eos" not in after


def test_a_key_next_to_the_section_that_has_it_is_moved_into_it():
    entry = "{path: org/a, type: {field_instruction: question}, field_output: answer}"
    after = repaired(GROUND.replace("{path: org/a, type: chat_template}", entry) + RANK)
    assert after["datasets"] == [{"path": "org/a", "type": {"field_instruction": "question", "field_output": "answer"}}]


def test_a_key_of_a_section_that_is_written_as_a_text_is_explained_and_not_removed():
    entry = '{path: org/a, type: alpaca, no_input_format: "{instruction}"}'
    (diagnostic,) = found(GROUND.replace("{path: org/a, type: chat_template}", entry) + RANK)
    assert [(fix.safety, fix.description) for fix in diagnostic.fixes] == [
        ("manual", "write `datasets[0].type` as a section with `no_input_format` in it")
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        "dtype: bfloat16",  # a name of one word may mean anything: vllm has such a key as well
        "name: my-run",
        "notes: {author: me, purpose: a test}",
    ],
)
def test_a_key_that_may_mean_anything_is_not_moved(wrong):
    assert not [f for d in found(GROUND + RANK + wrong + "\n") for f in d.fixes if f.id == "move"]


def test_a_block_is_never_deleted():
    (told,) = found(GROUND + RANK + "notes: {author: me, purpose: a test}\n")
    assert [fix.safety for fix in told.fixes] == ["manual"]


def test_a_misspelt_key_without_which_the_run_stops_is_named_where_the_right_one_is_missed():
    missing, unknown = sorted(found(GROUND + "lora_rank: 8\nlora_alpha: 16\n"), key=lambda d: d.rule)
    assert (unknown.key, unknown.consequence) == (("lora_rank",), "ignored")
    assert (missing.key, missing.consequence) == (("lora_r",), "crash")
    assert missing.message.startswith("`lora_r` is missing, since `lora_rank` is not read: PEFT stops")


def test_a_misspelt_required_key_is_named_where_the_right_one_is_missed():
    missing = [d for d in found(GROUND.replace("base_model:", "base_modle:") + RANK) if d.rule == "missing-key"]
    assert [d.message for d in missing] == ["`base_model` is missing, since `base_modle` is not read"]


def test_a_needed_key_that_is_null_or_not_there_is_told():
    (absent,) = found(GROUND + "lora_alpha: 16\n")
    (null,) = found(GROUND + "lora_alpha: 16\nlora_r:\n")
    assert (absent.consequence, null.consequence) == ("crash", "crash")
    assert not found(GROUND.replace("adapter: lora\n", ""))


@pytest.mark.parametrize(
    ("line", "severity"),
    [
        ("of_our_own: 1", "warning"),
        ("of_our_own: false", "info"),
        ("of_our_own: 0", "info"),
        ('of_our_own: ""', "info"),
        ("of_our_own: []", "info"),
        ("of_our_own:", "info"),
        ("lora_dropuot:", "warning"),
        ("lora_dropuot: 0", "info"),
        ("lora_dropuot: 0.1", "warning"),
        ("save_total_limti: 4", "info"),
        ("hub_private_repo: true", "info"),
        ("hub_private_repo: false", "warning"),
    ],
)
def test_what_costs_nothing_is_a_note(line, severity):
    (told,) = found(GROUND + RANK + line + "\n")
    assert (told.severity, told.consequence) == (severity, "ignored")


FORK = "training_mode: distill\nteacher_model: m/t\nprune_start_index: 3\n"


def test_beside_the_names_of_a_fork_an_odd_one_is_its_own_too():
    (told,) = found(GROUND + RANK + FORK + "temperature: 2.0\n")
    assert told.keys == (("training_mode",), ("teacher_model",), ("prune_start_index",), ("temperature",))
    (fix,) = told.fixes
    assert fix.advice == "Remove them, unless a program of your own reads them before Axolotl does."


def test_a_list_of_one_word_belongs_where_its_name_is_known():
    (told,) = found(GROUND + RANK + 'special_tokens: {pad_token: x, tokens: ["<a>"]}\n')
    assert told.label == "its place is the top of the file; `tokens` is not set"
    assert [edit.to for edit in told.fixes[0].edits] == [("tokens",)]


@pytest.mark.parametrize(
    ("wrong", "safety"),
    [("adapter: None", "safe"), ("wandb_watch: false", "unsafe"), ("resume_from_checkpoint: None", None)],
)
def test_a_word_for_nothing_becomes_null_where_nothing_applies_without_the_key(wrong, safety):
    text = GROUND.replace("adapter: lora", "") + wrong + "\n"
    run = check_sources([Source("config.yaml", text.encode())], Settings(framework="axolotl"), {"config.yaml"})
    told = [d for d in run.diagnostics if d.rule in ("wrong-type", "wrong-value")]
    assert [fix.safety for diagnostic in told for fix in diagnostic.fixes] == ([safety] if safety else [])

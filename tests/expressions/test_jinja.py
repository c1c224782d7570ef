"""What is a Jinja template, and what is certainly none."""

from __future__ import annotations

import pytest

from loralint.expressions.jinja import is_jinja
from loralint.expressions.unknown import UNKNOWN


@pytest.mark.parametrize(
    "text",
    [
        "plain text, even with } and %}",
        "{% for m in messages %}{{ m.content }}{% endfor %}",
        "{%- for m in messages -%}{%if'a' in m%}x{%elif b%}y{%else%}z{%endif%}{%- else -%}none{%- endfor -%}",
        "{% set a = 1 %}{% set b %}text{% endset %}{{ {'x': {'y': 1}} }}",
        "{{ '}}' ~ \"%}\" }}{# {% if %} #}{% raw %}{{ {% endraw %}",
        "{% macro f(a, b={}) %}{{ a }}{% endmacro %}{% for a in b %}{% continue %}{% endfor %}",
        "{% generation %}{{ a }}{% endgeneration %}",
    ],
)
def test_templates_are_told(text):
    assert is_jinja(text) is True


@pytest.mark.parametrize(
    "text",
    [
        "{% for m in messages %}{{ m.content }}",
        "{% if a %}x{% endfor %}",
        "{% endif %}",
        "{% else %}",
        "{% elif a %}",
        "{% if %}x{% endif %}",
        "{% for m messages %}{% endfor %}",
        "{{ m.content }",
        "{{ m['content }}",
        "{{ f(m }}",
        "{{ }}",
        "{# open",
        "{% raw %}{{",
        "{% elseif a %}",
        "{% %}",
        "{% if a %}{% else %}{% else %}{% endif %}",
    ],
)
def test_what_is_open_or_closes_nothing_is_no_template(text):
    assert is_jinja(text) is False


@pytest.mark.parametrize("text", ["{% do f() %}", "{% if a %}{% trans %}", 7, None, "{{" * 200_000])
def test_what_only_some_readers_take_is_unknown(text):
    assert is_jinja(text) is UNKNOWN

"""A framework as somebody wrote it down, with things in it that nobody can be sure of."""

from __future__ import annotations

DOUBTFUL = """# Working together well

## Direction

| Statement | Emerging | Secure | Leading |
|---|---|---|---|
| Vision | There is one. | People know it. To what extent do leaders share it? | It lasts. |
| Money | Costs are known. |  | Costs are shared. |

## Teaching

| Statement | Emerging | Secure | Leading |
|---|---|---|---|
| Lessons | Seldom seen. | Often seen. | Always seen. |
| Lessons | Read alone. | Read together. | Read by all. |

Somebody should look at this paragraph again.
"""
"""As Markdown. Doubts: nothing states an id, ids were made, a prompt in a descriptor, a level without text, a statement
that stands twice, a paragraph that belongs nowhere."""

SOUND = """id: hill-framework
version: "1"
title: Hill framework
licence: MIT
source: Ours.
summary: For the hill.
scale:
  - {value: 1, label: Low, rank: 1, meaning: Little.}
  - {value: 2, label: High, rank: 2, meaning: Much.}
areas:
  - id: first
    title: First
    summary: The first.
    statements:
      - id: first-one
        text: One
        levels: {1: One is low., 2: One is high.}
      - id: first-two
        text: Two
        levels: {1: Two is low., 2: Two is high.}
  - id: second
    title: Second
    statements:
      - id: second-one
        text: Three
        levels: {1: Three is low., 2: Three is high.}
"""

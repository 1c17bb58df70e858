"""The words the team's models read: short, with worked examples, their fixed part first."""

from langchain_core.prompts import ChatPromptTemplate

from parley.safety.spotlight import RULE

# As in the marks of parley.safety.spotlight. In examples the code may be any.
_BEGIN, _END = "<<<DATA 0>>>", "<<<END 0>>>"

PLAN = ChatPromptTemplate(
    [
        (
            "system",
            "You plan the research for an article. Give three or four short questions, each on "
            "another side of the topic.",
        ),
        ("human", "Topic: Solar power at home"),
        (
            "ai",
            '{{"questions": ["How efficient are solar panels?", "How is the energy stored in a '
            'battery?", "What do solar panels cost?"]}}',
        ),
        ("human", "Topic: {topic}"),
    ]
)

CHOOSE = ChatPromptTemplate(
    [
        (
            "system",
            "You choose the passages that help to answer a question, the best first. Give their "
            f"numbers. {RULE}",
        ),
        (
            "human",
            f"{_BEGIN}\n[1] Rim brakes press rubber pads on the rim.\n"
            "[2] The first bicycles had no brakes at all.\n"
            "[3] Wet rims double the way that a rim brake needs.\n"
            f"Question: How well do rim brakes work in the rain?\n{_END}",
        ),
        ("ai", '{{"useful": [3, 1]}}'),
        ("human", "{passages}"),
    ]
)

ROUTE = ChatPromptTemplate(
    [
        (
            "system",
            "You lead a researcher, a writer and a reviewer. Read the checklist and name the next "
            "step. Research until there are sources, then write, then review. Revise what the "
            "review found. Finish when the review found nothing.",
        ),
        ("human", "sources: 4, open questions: 0, draft: no, reviewed: no, findings: 0"),
        ("ai", '{{"step": "writer"}}'),
        ("human", "sources: 1, open questions: 3, draft: no, reviewed: no, findings: 0"),
        ("ai", '{{"step": "researcher"}}'),
        ("human", "sources: 4, open questions: 0, draft: yes, reviewed: no, findings: 0"),
        ("ai", '{{"step": "reviewer"}}'),
        ("human", "sources: 3, open questions: 0, draft: yes, reviewed: yes, findings: 2"),
        ("ai", '{{"step": "writer"}}'),
        ("human", "sources: 4, open questions: 0, draft: yes, reviewed: yes, findings: 0"),
        ("ai", '{{"step": "finish"}}'),
        ("human", "{checklist}"),
    ]
)

WRITE = ChatPromptTemplate(
    [
        (
            "system",
            "You write a short article in Markdown: a title, then three or four short paragraphs. "
            "Say only what the numbered sources say, and use each of them. End every sentence with "
            f"the number of its source in square brackets. {RULE}",
        ),
        (
            "human",
            "Topic: Bicycle brakes\nQuestions:\n- How do rim brakes work?\n- Which brakes suit "
            f"the rain?\n\n{_BEGIN}\n"
            "[1] Rim brakes press rubber pads on the rim. They are light and cheap.\n"
            f"[2] Disc brakes grip a rotor at the hub. They work well in the rain.\n{_END}",
        ),
        (
            "ai",
            "# Bicycle brakes\n\n"
            "Rim brakes press rubber pads on the rim of the wheel [1]. They are light and cheap "
            "[1].\n\n"
            "Disc brakes grip a rotor at the hub instead [2]. They work well in the rain [2].",
        ),
        ("human", "Topic: {topic}\nQuestions:\n{questions}\n\n{sources}"),
    ]
)

REVISE = ChatPromptTemplate(
    [
        (
            "system",
            "You correct passages of an article. Rewrite each so that its problem is gone. Say "
            "only what its source says. Where it has no source, give an empty text. "
            f"{RULE}",
        ),
        (
            "human",
            f"{_BEGIN}\ns1: Rim brakes press metal pads on the rim [1].\n"
            "Problem: Source [1] says otherwise.\n"
            "Source: Rim brakes press rubber pads on the rim. They are light and cheap.\n\n"
            "s2: Most riders prefer disc brakes.\n"
            f'Problem: No source says: "Most riders prefer disc brakes."\n{_END}',
        ),
        ("ai", '{{"s1": "Rim brakes press rubber pads on the rim [1].", "s2": ""}}'),
        ("human", "{passages}"),
    ]
)

EDIT = ChatPromptTemplate(
    [
        (
            "system",
            "You edit the numbered paragraphs of an article. Name a paragraph that is off the "
            f"topic, repeats another or is unclear. Most articles have no problems. {RULE}",
        ),
        (
            "human",
            f"Topic: Tea\n\n{_BEGIN}\n1. Tea is made from leaves [1].\n2. Cars need fuel [2].\n"
            f"3. Green tea is steamed early, which keeps it fresh [2].\n{_END}",
        ),
        ("ai", '{{"problems": [{{"paragraph": 2, "kind": "off topic"}}]}}'),
        (
            "human",
            f"Topic: Bicycle brakes\n\n{_BEGIN}\n1. Rim brakes press pads on the rim [1].\n"
            f"2. Disc brakes grip a rotor at the hub, which works well in the rain [2].\n{_END}",
        ),
        ("ai", '{{"problems": []}}'),
        ("human", "Topic: {topic}\n\n{paragraphs}"),
    ]
)

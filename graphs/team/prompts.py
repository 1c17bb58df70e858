"""The words the team's models read: short, with worked examples, their fixed part first."""

from langchain_core.prompts import ChatPromptTemplate

QUESTIONS = ChatPromptTemplate(
    [
        (
            "system",
            "You plan the research for an article. Give three short search queries of two to "
            "five words, each on another side of the topic.",
        ),
        ("human", "Topic: Solar power at home\nAlready covered: nothing"),
        ("ai", '{{"queries": ["solar panel efficiency", "home battery storage", "solar costs"]}}'),
        ("human", "Topic: {topic}\nAlready covered: {covered}"),
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
        ("human", "sources: 4, draft: no, reviewed: no, findings: 0"),
        ("ai", '{{"step": "writer"}}'),
        ("human", "sources: 1, draft: no, reviewed: no, findings: 0"),
        ("ai", '{{"step": "researcher"}}'),
        ("human", "sources: 4, draft: yes, reviewed: no, findings: 0"),
        ("ai", '{{"step": "reviewer"}}'),
        ("human", "sources: 3, draft: yes, reviewed: yes, findings: 2"),
        ("ai", '{{"step": "writer"}}'),
        ("human", "sources: 4, draft: yes, reviewed: yes, findings: 0"),
        ("ai", '{{"step": "finish"}}'),
        ("human", "{checklist}"),
    ]
)

WRITE = ChatPromptTemplate(
    [
        (
            "system",
            "You write a short article in Markdown: a title, then three or four short paragraphs "
            "in your own words. Use only the numbered sources, and use each of them. End every "
            "sentence with the number of its source in square brackets.",
        ),
        (
            "human",
            "Topic: Bicycle brakes\n\nSources:\n"
            "[1] Rim brakes press rubber pads on the rim. They are light and cheap.\n"
            "[2] Disc brakes grip a rotor at the hub. They work well in the rain.",
        ),
        (
            "ai",
            "# Bicycle brakes\n\n"
            "Rim brakes press rubber pads on the rim of the wheel [1]. They cost little and add "
            "little weight [1].\n\n"
            "Disc brakes grip a rotor at the hub instead [2]. In the rain they are the better "
            "choice [2].",
        ),
        ("human", "Topic: {topic}\n\nSources:\n{sources}{findings}"),
    ]
)

REVIEW = ChatPromptTemplate(
    [
        (
            "system",
            "You review the numbered paragraphs of an article. Name a paragraph that is off the "
            "topic, repeats another or is unclear. Most articles have no problems.",
        ),
        (
            "human",
            "Topic: Tea\n\n1. Tea is made from leaves [1].\n2. Cars need fuel [2].\n"
            "3. Green tea is steamed early, which keeps it fresh [2].",
        ),
        ("ai", '{{"problems": [{{"paragraph": 2, "kind": "off topic"}}]}}'),
        (
            "human",
            "Topic: Bicycle brakes\n\n1. Rim brakes press pads on the rim [1].\n"
            "2. Disc brakes grip a rotor at the hub, which works well in the rain [2].",
        ),
        ("ai", '{{"problems": []}}'),
        ("human", "Topic: {topic}\n\n{paragraphs}"),
    ]
)

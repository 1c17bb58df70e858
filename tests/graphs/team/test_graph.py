from functools import partial
from typing import Any

import pytest
from langgraph.checkpoint.memory import InMemorySaver

from graphs.team import supervisor
from graphs.team.context import Context
from graphs.team.graph import builder, graph
from tests.provider import JSON, Provider, Reply
from tests.server.team_script import play

TOPIC = {"messages": [{"role": "user", "content": "How do circuit breakers protect LLM calls?"}]}
UNTRUE = "# Breakers\n\nA circuit breaker has three states.\n\nBananas are yellow."


async def streamed(given: Any = TOPIC, **context: Any) -> tuple[list[Any], dict[str, Any]]:
    """The custom events of a run, and its values at the end."""
    events: list[Any] = []
    values: dict[str, Any] = {}
    async for mode, data in graph.astream(
        given, context=Context(**context), stream_mode=["custom", "values"]
    ):
        if mode == "custom":
            events.append(data)
        else:
            values = data  # type: ignore[assignment]
    return events, values


def of(events: list[Any], kind: str, key: str) -> list[Any]:
    return [event[key] for event in events if event["type"] == kind]


async def test_an_article_cites_its_sources(provider: Provider) -> None:
    provider.answer = play
    state = await graph.ainvoke(TOPIC)
    assert "three states [1]" in state["article"]
    assert state["sources"][0].keys() == {"id", "title", "location", "quote"}
    assert state["messages"][-1].text == state["article"]
    assert (state["findings"], state["rounds"]) == ([], 0)


async def test_each_specialist_has_its_turn(provider: Provider) -> None:
    provider.answer = play
    events, _ = await streamed()
    assert of(events, "step", "step") == ["researcher", "writer", "reviewer", "finish"]
    assert of(events, "end", "specialist")[3] == "writer"
    assert set(of(events, "start", "specialist")) == {"researcher", "writer", "reviewer", "editor"}


async def test_questions_are_researched_at_once(provider: Provider) -> None:
    provider.answer = play
    events, _ = await streamed()
    [questions] = of(events, "plan", "questions")
    kinds = [e["type"] for e in events if e.get("specialist") == "researcher"]
    assert kinds == ["start"] * len(questions) + ["end"] * len(questions)
    assert {e["about"] for e in events if e.get("specialist") == "researcher"} == set(questions)


async def test_sources_are_told_with_their_numbers(provider: Provider) -> None:
    provider.answer = play
    events, values = await streamed()
    assert of(events, "source", "id") == [source["id"] for source in values["sources"]]
    assert of(events, "draft", "text")[-1] in values["article"]


async def test_what_no_source_says_is_found_revised_and_gone(provider: Provider) -> None:
    provider.answer = partial(play, draft=UNTRUE, rewrite="In the closed state, calls pass.")
    events, values = await streamed()
    [finding] = of(events, "finding", "finding")
    assert (finding["kind"], finding["passage"]) == ("absent", "Bananas are yellow.")
    [revision] = [event for event in events if event["type"] == "revision"]
    assert (revision["before"], revision["round"]) == ("Bananas are yellow.", 1)
    assert "Bananas" not in values["article"]
    assert "calls pass [" in values["article"]
    assert (values["findings"], values["rounds"]) == ([], 1)


async def test_what_was_not_found_stays_byte_for_byte(provider: Provider) -> None:
    provider.answer = partial(play, draft=UNTRUE, rewrite="In the closed state, calls pass.")
    events, _ = await streamed()
    before, after = of(events, "draft", "text")
    assert after.split("\n\n")[:2] == before.split("\n\n")[:2]


async def test_what_is_found_twice_is_cut(provider: Provider) -> None:
    provider.answer = partial(play, draft=UNTRUE, rewrite="Apples are green.")
    events, values = await streamed()
    assert of(events, "revision", "after") == ["Apples are green.", ""]
    assert values["article"] == of(events, "draft", "text")[-1]
    assert values["article"].endswith("three states [1].")
    assert values["rounds"] == 2


async def test_rounds_are_bounded_and_what_is_left_is_named(provider: Provider) -> None:
    provider.answer = partial(play, draft=UNTRUE)
    events, values = await streamed(max_revisions=0)
    assert of(events, "revision", "round") == []
    assert 'No source says: "Bananas are yellow."' in values["article"]
    assert [finding["kind"] for finding in values["findings"]] == ["absent"]


async def test_each_quote_of_a_finding_stands_in_its_source(provider: Provider) -> None:
    draft = "# B\n\nA circuit breaker has seven states."
    provider.answer = partial(play, draft=draft)
    _, values = await streamed(max_revisions=0)
    [finding] = values["findings"]
    [source] = [s for s in values["sources"] if s["id"] == finding["source"]]
    assert finding["kind"] == "contradicted"
    assert finding["quote"] in source["quote"]


async def test_findings_reach_the_writer_with_what_the_source_says(provider: Provider) -> None:
    provider.answer = partial(play, draft="# B\n\nA circuit breaker has seven states.")
    await graph.ainvoke(TOPIC)
    [asked] = [
        request["messages"][-1]["content"]
        for request in provider.requests
        if "s1" in str(request.get("response_format"))
    ]
    assert "s1: A circuit breaker has seven states" in asked
    assert "Source: A circuit breaker has three states" in asked


async def test_a_reader_stumbles_where_the_editor_says(provider: Provider) -> None:
    provider.answer = partial(play, problems=[{"paragraph": 2, "kind": "unclear"}])
    events, _ = await streamed()
    [finding] = of(events, "finding", "finding")
    assert (finding["by"], finding["problem"]) == ("editor", "Paragraph 2 is unclear.")
    assert of(events, "step", "step").count("writer") == 2


async def test_a_groundless_opinion_is_not_believed(provider: Provider) -> None:
    problems = [{"paragraph": 1, "kind": "off topic"}, {"paragraph": 2, "kind": "repeats another"}]
    provider.answer = partial(play, problems=problems)
    events, _ = await streamed()
    assert of(events, "finding", "finding") == []


async def test_no_source_is_said_plainly(provider: Provider) -> None:
    provider.answer = partial(play, questions=("emperors",))
    state = await graph.ainvoke({"messages": [("user", "The Roman emperors")]})
    assert "hold no source" in state["article"]
    assert state["sources"] == []


@pytest.mark.parametrize("most", [1, 3])
async def test_the_number_of_sources_is_bounded(provider: Provider, most: int) -> None:
    provider.answer = play
    state = await graph.ainvoke(TOPIC, context=Context(max_sources=most))
    assert [source["id"] for source in state["sources"]] == list(range(1, most + 1))


async def test_researchers_who_choose_little_make_no_article_on_one_source(
    provider: Provider,
) -> None:
    def answer(request: JSON) -> Reply:
        if "useful" in str(request.get("response_format")):
            return Reply(json={"useful": [1]})
        return play(request, questions=("breaker states", "states of a breaker"))

    provider.answer = answer
    state = await graph.ainvoke(TOPIC, context=Context(max_questions=2))
    assert len(state["sources"]) >= 4
    assert "spare" not in str(state["sources"])


async def test_an_impossible_choice_is_corrected_and_counted(provider: Provider) -> None:
    def answer(request: JSON) -> Reply:
        if "enum" in str(request.get("response_format")) and "step" in str(request):
            return Reply(json={"step": "reviewer"})
        return play(request, draft=UNTRUE)

    provider.answer = answer
    threaded = builder.compile(checkpointer=InMemorySaver())
    config: Any = {"configurable": {"thread_id": "1"}}
    await threaded.ainvoke(TOPIC, config)
    values = (await threaded.aget_state(config)).values
    assert values["corrections"] > 0
    assert "Bananas" not in values["article"]


async def test_steps_are_bounded(provider: Provider) -> None:
    provider.answer = partial(play, draft=UNTRUE)
    events, values = await streamed(max_steps=3)
    assert len(of(events, "step", "step")) == 4
    assert "Bananas are yellow [" not in values["article"]
    assert "3 steps" in values["article"]


async def test_time_is_bounded(provider: Provider) -> None:
    provider.answer = play
    _, values = await streamed(max_seconds=0.000001)
    assert "seconds that the team may work are over" in values["article"]


async def test_time_that_is_over_in_the_middle_leaves_the_draft_and_says_so(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    def spent(*_: object) -> float:
        written = any("response_format" not in request for request in provider.requests)
        return 1e6 if written else 0

    monkeypatch.setattr(supervisor, "seconds_spent", spent)
    provider.answer = play
    events, values = await streamed()
    assert of(events, "step", "step") == ["researcher", "writer", "finish"]
    assert "three states [1]" in values["article"]
    assert "The 1200 seconds that the team may work are over." in values["article"]
    assert "What was written last was not reviewed." in values["article"]


@pytest.mark.filterwarnings("error")
async def test_only_the_article_streams_and_nothing_warns(provider: Provider) -> None:
    provider.answer = play
    stream = graph.astream(TOPIC, stream_mode="messages")
    assert "".join([chunk.text async for chunk, _ in stream if chunk.id]).startswith("# Breakers")


async def test_a_second_topic_on_the_thread_starts_over(provider: Provider) -> None:
    provider.answer = play
    threaded = builder.compile(checkpointer=InMemorySaver())
    config: Any = {"configurable": {"thread_id": "1"}}
    await threaded.ainvoke(TOPIC, config)
    state = await threaded.ainvoke(
        {"messages": [{"role": "user", "content": "How does BM25 rank documents?"}]}, config
    )
    assert all(source["location"].startswith("bm25") for source in state["sources"][:1])
    assert [source["id"] for source in state["sources"]][:2] == [1, 2]


async def test_sources_are_marked_as_words_of_others(provider: Provider) -> None:
    provider.answer = play
    await graph.ainvoke(TOPIC)
    [asked] = [
        r["messages"][-1]["content"] for r in provider.requests if "response_format" not in r
    ]
    assert "<<<DATA " in asked.partition("[1]")[0]


async def test_tokens_and_cost_are_of_the_whole_run(provider: Provider) -> None:
    provider.answer = play
    state = await graph.ainvoke(TOPIC)
    asked = len(provider.requests)
    assert state["tokens"] > 10 * asked
    assert state["cost"] == 0

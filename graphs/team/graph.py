"""team: a supervisor plans a topic, hands it to specialists and routes until an article is done."""

from langgraph.graph import END, START

from graphs.team.context import Context
from graphs.team.finishing import finish
from graphs.team.planning import brief, confirm, plan, planned
from graphs.team.research import reader, researcher
from graphs.team.reviewing import editor, reviewer
from graphs.team.state import Input, Output, State, Task
from graphs.team.supervisor import hand_out, supervisor
from graphs.team.writing import writer
from parley.safety.entrance import StateGraph
from parley.safety.input import admit, refuse
from parley.telemetry import observed

SPECIALISTS = ("researcher", "reader", "writer", "reviewer", "editor")

builder = StateGraph(State, context_schema=Context, input_schema=Input, output_schema=Output)
builder.add_node("admit", admit("brief"), destinations=("brief", "refuse"))
builder.add_node(refuse)
builder.add_node(brief)
builder.add_node(plan)
builder.add_node(confirm)
builder.add_node(supervisor)
# These two are given a task of their own.
builder.add_node("researcher", researcher, input_schema=Task)
builder.add_node("reader", reader, input_schema=Task)
builder.add_node(writer)
builder.add_node(reviewer)
builder.add_node(editor)
builder.add_node(finish)

builder.add_edge(START, "admit")
builder.add_edge("brief", "plan")
builder.add_conditional_edges("plan", planned)
builder.add_conditional_edges("confirm", planned)
builder.add_conditional_edges("supervisor", hand_out, [*SPECIALISTS, "finish"])
for name in SPECIALISTS:
    builder.add_edge(name, "supervisor")
builder.add_edge("finish", END)

graph = observed(builder.compile(name="team"))

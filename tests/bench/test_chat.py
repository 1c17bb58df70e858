from bench import chat
from bench.chat.figures import Found, figures
from bench.chat.turns import Taken


def taken(ms: float) -> Taken:
    return Taken(whole=[ms, ms], own=[ms / 2, ms / 2], tokens=[100.0] * 100, extra=10)


def found() -> Found:
    beside = {length: [taken(20), taken(10), taken(40)] for length in (10, 100, 500, 5_000)}
    del beside[10][2]
    return Found(
        beside=beside,
        chat_bytes={100: 1_000_000, 500: 5_000_000},
        usual_bytes={100: 10_000_000, 500: 250_000_000},
        last_bytes=1_200_000,
        first=taken(1),
        last=taken(1),
        narrow_first=taken(1),
        narrow_last=taken(1),
    )


def test_its_figures_are_those_it_names() -> None:
    assert set(figures("SQLite", 5_000, found())) == set(chat.NAMES)


def test_each_is_held_against_what_was_measured_beside_it() -> None:
    made = figures("SQLite", 5_000, found())
    assert made["chat_bytes_per_turn_growth"].value == 1.2
    assert made["chat_own_latency_growth"].value == 0.5
    assert made["chat_turn_against_plain_delta"].value == 2
    assert made["chat_turn_against_add_messages_500"].value == 0.5
    assert made["chat_bytes_against_add_messages_500"].value == 0.02
    assert made["chat_extra_calls_per_turn"].value == 0.1

"""Personal data and secrets in every form that is found, and texts around them."""

from itertools import pairwise

from hypothesis import strategies as st

_PEM = "\n".join(f"MIIEowIBAAKCAQEA{i}{'x9Yz' * 12}" for i in range(26))

PERSONAL = (
    "ann@example.com",
    "+49 30 1234567",
    "+1 (415) 555-0132",
    "(415) 555-0132",
    "030 1234567",
    "4111 1111 1111 1111",
    "4111-1111-1111-1111",
    "4111111111111111",
    "\uff14\uff11\uff11\uff11 1111 1111 1111",
    "4111\u200b 1111 1111 1111",
    "GB29 NWBK 6016 1331 9268 19",
    "DE89370400440532013000",
    "MT84 MALT 0110 0001 2345 MTLC AST0 01S",
    "536-90-4399",
    "my SSN is 536904399",
    "call me at 555 123 4567",
    "10.1.2.3",
    "fe80::1ff:fe23:4567:890a",
    "00:1B:44:11:3A:B7",
    "https://example.com/cb?token=abcd1234efgh&x=1",
    "https://bob:hunter22@example.com/",
    "sk-abcdefghij0123456789ABCDEF",
    "password: hunter22!",
    "API_KEY = abcd1234efgh5678",
    "Bearer abcd1234EFGH5678ijkl",
    f"-----BEGIN RSA PRIVATE KEY-----\n{_PEM}\n-----END RSA PRIVATE KEY-----",
)

_WORDS = (
    "The", "end.", "in", "2024.", "It's", "5.", "- list", "Hello.", "What?", "call", "text", "me.",
    "pass", "key", "Key:", "is", "\u3002", "\u8bf7\u7528", "3", "12", "NWBK", "AB12", "-", "(", "+",
    "phone", "version", "1.2.3.4", "Ok!", "12.5%", "e.g.", "id", "social", "world\n", "so:\n\n",
)  # fmt: skip

_between = st.sampled_from((" ", " ", " ", "", "\n", "  ", "\u00a0", ". "))

texts = st.lists(
    st.tuples(st.sampled_from(PERSONAL) | st.sampled_from(_WORDS), _between), max_size=25
).map(lambda parts: "".join(word + space for word, space in parts))
"""Texts with personal data anywhere in them."""


@st.composite
def chunked(draw: st.DrawFn) -> list[str]:
    """A text in chunks, cut anywhere."""
    text = draw(texts)
    places = draw(st.sets(st.integers(0, len(text)), max_size=60))
    if draw(st.booleans()):  # as real tokens are
        places = set(range(0, len(text), 4))
    cuts = [0, *sorted(places), len(text)]
    return [text[a:b] for a, b in pairwise(cuts)]

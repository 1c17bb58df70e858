"""The local policy: a short list of what nobody should read, whoever asked for it.

It is no classifier. It knows open threats to a person, calls to suicide and ways to do it, hate
against groups, and instructions for weapons, in English and in plain words. The names of the
categories are OpenAI's. In tests/parley/safety/moderation, texts.jsonl shows what it finds of the
texts that it was written with, and unseen.jsonl of others.
"""

import re
from hashlib import sha256

_YOURS = (
    r"your\ (?:\w+\ )?(?:family|wife|husband|kids?|children|daughter|son|sister|brother"
    r"|mother|father|parents|friends?|dog|cat)\b"
)
_YOU = (
    r"(?:you\b(?!['-]|\ (?:at|to)\b|\ in\b(?!\ (?:the\ (?:face|head|chest|back|heart|throat|neck)"
    rf"|your\ sleep)\b))|{_YOURS})"
)
_WILL = (
    r"(?:i|we|someone|somebody|they)(?:'ll|'m\ going\ to|'re\ going\ to|'m\ gonna|\ will"
    r"|\ am\ going\ to|\ are\ going\ to|\ want\ to)"
)
_NOT = r"(?:won't|will\ not|(?:'ll|\ will)\ never|never)"
_GROUP = (
    r"(?:jews|muslims|christians|hindus|arabs|africans|asians|mexicans|blacks"
    r"|(?:black|white|brown|gay|trans|disabled|jewish|muslim)\ people"
    r"|gays|lesbians|immigrants|migrants|refugees|foreigners|women|gypsies|roma"
    r"|people\ from\ (?:that|this|those|these)\ \w+)"
)
_BEAST = (
    r"(?:vermin|subhumans?|cockroaches|parasites|filth|animals|a\ disease|inferior|rats|scum|trash"
    r"|savages|monkeys|apes|pigs|(?:less\ than|not|barely)\ human"
    r"|too\ (?:stupid|dumb|lazy|dirty|primitive)\ to)"
)
_HOUSE = (
    r"(?:mosques?|synagogues?|church(?:es)?|temples?"
    r"|(?:asylum|refugee)\ (?:home|shelter|cent(?:er|re))s?)"
)
_SUICIDE = (
    r"(?:kill(?:ing)?\ (?:yourself|oneself)|end(?:ing)?\ (?:your|one's)\ life"
    r"|commit(?:ting)?\ suicide|(?:die|dying)\ by\ suicide|hang(?:ing)?\ yourself|suicide)"
)
_KILLED = r"(?:killed|gassed|exterminated|shot|hanged|burned|eradicated|stoned|beaten\ to\ death)"
_TOLD = r"(?:go|just|should|please|must|better|don't\ you|favou?r\ and)"

# In verbose form: white space in them counts for nothing.
_RULES: tuple[tuple[str, str], ...] = (
    (
        "harassment/threatening",
        rf"""\b{_WILL}\ (?:\w+\ ){{0,2}}
            (?:kill|murder|shoot|stab|strangle|rape|hurt|beat|burn|torture|hunt)\ {_YOU}
        | \b{_WILL}\ (?:\w+\ ){{0,2}}(?:(?:break|snap)\ your\ (?:neck|bones|legs|arms|fingers|jaw)
            |(?:cut|slit)\ your\ throat|make\ you\ (?:suffer|bleed|beg))\b
        | \byou\ (?:deserve\ to|are\ going\ to|will|should)\ (?:be\ )?(?:die|killed|shot|raped)\b
            (?!\ (?:of|from|out|if|one\ day|someday))
        | \b(?:i|we)\ know\ where\ you\ (?:live|sleep|work)\b
            .{{0,80}}\b(?:come|coming|visit|pay|regret|find|get)\b
        | \bi(?:'ll|\ will)\ find\ you\ and\b
        | \byou\ ?{_NOT}\ (?:leave|get\ out|walk\ out|come\ (?:back|home)|make\ it|escape)
            \ (?:\w+\ ){{0,3}}alive\b
        | \bwatch\ your\ back,?\ (?:from\ now|tonight|or\ (?:else|you))\b
        | \bsleep\ with\ one\ eye\ open\b
        | \b(?:no\ one|nobody)(?:'ll|\ will|\ can)\ hear\ you\ (?:scream|cry)\b
        | \band\ see\ what\ (?:happens|we\ do|i\ do)\ to\ {_YOURS}
        | \bor\ (?:else\ )?{_YOURS}\ (?:gets?|will\ (?:get|be)|is\ going\ to\ be)
            \ (?:hurt|killed)\b""",
    ),
    (
        "self-harm",
        rf"""\b{_TOLD}\ (?:\w+\ )?(?:kill|hang|cut|hurt|shoot|drown)\ yourself\b
        | (?:\A|[.!?]\ )kill\ yourself\b
        | \b(?:you\ should|just|go)\ (?:end\ your\ life|end\ it\ all|commit\ suicide)\b
        | \b{_TOLD}\ jump\ off\ (?:a|the|that|some)\ (?:bridge|roof|building|cliff|balcony)\b
        | \bkys\b
        | \byou(?:'d|'re|\ are|\ would)?\ (?:be\ )?better\ off\ dead\b
        | \bthe\ world\ (?:would|will)\ be\ (?:a\ )?better\ (?:place\ )?without\ you\b""",
    ),
    (
        "self-harm/instructions",
        rf"""\b(?:best|easiest|quickest|fastest|painless|surest|effective)\ (?:and\ \w+\ )?
            (?:ways?|methods?)\ (?:to|of|for)\ {_SUICIDE}\b
        | \bto\ (?:kill|hang|poison|drown)\ yourself,?\ (?:\w+\ )?
            (?:take|use|tie|swallow|cut|start|first)\b
        | \b(?:take|swallow)\ [^.!?]{{0,50}}\b(?:pills|tablets|capsules)\b[^.!?]{{0,40}}
            \b{_NOT}\ (?:\w+\ )?wake\ up\b(?!\ (?:at|during|in|until|before|with)\b)
        | \b(?:cut|slit)\ (?:(?:along|down|across)\ )?your\ (?:wrists?|veins?)\b""",
    ),
    (
        "self-harm/intent",
        r"""\bi\ (?:want\ to|wanna|am\ going\ to|will|plan\ to|have\ decided\ to)\ (?:\w+\ )?
            (?:kill\ myself|end\ my\ life|commit\ suicide|hang\ myself|end\ it\ all)\b
        | \bi(?:'m|'ll)\ (?:going\ to\ )?(?:kill\ myself|end\ my\ life|end\ it\ all)\b
        | \bi\ (?:just\ |only\ |really\ )?want\ to\ (?:die|be\ dead)\b(?!\ (?:of|my|laughing)\b)
        | \bi\ (?:don't|do\ not)\ want\ to\ (?:be\ alive|exist|live\ any\ ?(?:more|longer))\b
        | \bi\ wish\ (?:that\ )?i\ (?:was|were)\ dead\b
        | \bi\ (?:can't|cannot)\ go\ on\ living\b""",
    ),
    (
        "hate",
        rf"""\b{_GROUP}\ (?:are|is)\ (?:\w+\ ){{0,3}}{_BEAST}\b
        | \b{_GROUP}\ (?:don't|do\ not)\ deserve\ (?:rights|to\ (?:live|exist|vote|breathe
            |be\ (?:here|alive|treated)))\b""",
    ),
    (
        "hate/threatening",
        rf"""\b(?:kill|gas|exterminate|shoot|hang|burn|eradicate)\ (?:all\ )?(?:of\ )?
            (?:the\ |those\ |these\ )?{_GROUP}\b
        | \b{_GROUP}\ (?:should|must|need\ to|have\ to|deserve\ to)\ (?:all\ )?
            (?:be\ {_KILLED}|die)\b
        | \b(?:ought\ to|should|must|let's|let\ us|going\ to|gonna|{_WILL})\ (?:\w+\ )?
            (?:burn\ down|set\ fire\ to|blow\ up|bomb|torch)\ (?:\w+\ ){{1,2}}{_HOUSE}\b""",
    ),
    (
        "illicit/violent",
        r"""\b(?:to|you\ can|how\ to|steps?\ (?:to|for))\ (?:mak|build|assembl|construct)(?:e|ing)?
            \ (?:a|an|your|the)
            (?:\ (?!bath|photo|stink|glitter|seed|cherry)\w+)?
            \ ?(?:pipe\ ?bomb|nail\ bomb|car\ bomb|dirty\ bomb|bomb
            |explosive\ device|nerve\ agent|molotov\ cocktail|suicide\ vest)\b
        | \b(?:synthesi[sz]e|produce|make)\ (?:the\ )?(?:sarin|vx|ricin|mustard\ gas|anthrax)\b
        | (?:\A|[.!?:,]\ |\bthen\ |\band\ )(?:mix|pack|fill|pour|tamp)\b[^.!?]{0,60}
            \b(?:powders?|gunpowder|explosives?)\b[^.!?]{0,60}\b(?:fuse|detonator|shrapnel|nails)\b""",
    ),
)

_PATTERNS = tuple(
    (category, re.compile(rule, re.IGNORECASE | re.VERBOSE)) for category, rule in _RULES
)
_SPACES = re.compile(r"\s+")
_WORD = re.compile(r"[^\W\d_]+")
# Slurs, as the first half of the SHA-256 of each in lower case: nobody has to read them here.
_SLURS: frozenset[str] = frozenset(
    {
        "044eb98b18769b887d5a0258f675e413",
        "0ce875d620076b533c6e681abaa0dc5d",
        "120f6e5b4ea32f65bda68452fcfaaef0",
        "16ea09fc78ca83ca502cbcf2377acdf2",
        "17a110e5332848721f27510e1e2bca71",
        "1e02eec4f1095143be282056557034d4",
        "22fc75e65a0e9d34324092a7c6a8dba9",
        "268651b3ece980102f18871fde071893",
        "333f7618092958c75b8c5af6f1ec77b4",
        "3b1e0d7c5dd45583867e897943e37a94",
        "402f7ebd98864afed4817ff4718d357d",
        "45cd3e1bb472d8e285a160a95f6409ec",
        "5b3ae48be122f7ed19b4cc587649f41f",
        "7122c9a14ba2d20ebb6ebc763eb8433e",
        "82159dd02870c13ec30e4f146db7c317",
        "8f5083e3e5c7dc8932f2bf58212f963f",
        "98b52c4b6b7d1f48e7477a5ccc10955d",
        "c3de533e9b7fe63b79f648687a30d286",
        "cc02032349c833ac5e97bac094560ed4",
        "da0a6b1b9213d48ff10cc45733cc8a92",
        "eef3bd091670c3447022d619c06ad15d",
        "f9d0d9b18ae9033a5ea36df19bf279b0",
    }
)


def category_of(text: str) -> str | None:
    """Return the first category that `text` falls under, or None."""
    # However it is broken into lines, and whichever apostrophe it has.
    plain = _SPACES.sub(" ", text).replace("\u2019", "'")
    for category, pattern in _PATTERNS:
        if pattern.search(plain):
            return category
    words = set(_WORD.findall(plain.casefold()))
    return "hate" if any(_digest(word) in _SLURS for word in words) else None


def _digest(word: str) -> str:
    return sha256(word.encode()).hexdigest()[:32]

"""What the assistant says, in Swedish and in English: lead lines, notes and suggested questions."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.types import Language

LEADS: dict[Language, dict[str, str]] = {
    "sv": {
        "one_speaker": "Så säger {who}:",
        "one_reported": "Så återges {who}:",
        "author": "Så står det i {title}:",
        "report": "Så återger {title} rapporten:",
        "several": "Materialet svarar med {count} citat:",
        "short": "Kort svar: ”{words}” [1].",
        "who_says": "Det säger {who}.",
        "who_author": "Det är artikelns egna ord i {title}, inget uttalande av någon intervjuad.",
        "where": "Det står i avsnittet ”{section}” i {title}.",
        "compare": "Så säger materialet om {names}:",
        "not_found": "Det framgår inte av materialet.",
        "greeting": "Hej! Ställ en fråga om materialet, så svarar Belägg med ordagranna citat.",
        "missing": "{name}: framgår inte av materialet.",
        "shared": "{name}: se [{n}].",
        "own_words": "{title}",
        "person": "{name} är {role}, {library}.",
    },
    "en": {
        "one_speaker": "This is what {who} says (quoted in Swedish):",
        "one_reported": "This is how {who} is rendered (quoted in Swedish):",
        "author": "This is what {title} says (quoted in Swedish):",
        "report": "This is how {title} tells of the report (quoted in Swedish):",
        "several": "The material answers with {count} quotes (in Swedish):",
        "short": "In short: ”{words}” [1].",
        "who_says": "It is said by {who}.",
        "who_author": "These are the article's own words in {title}, not a statement by anyone interviewed.",
        "where": "It stands in the section ”{section}” of {title}.",
        "compare": "This is what the material says about {names} (quoted in Swedish):",
        "not_found": "The material does not answer this.",
        "greeting": "Hello! Ask a question about the material, and Belägg answers with verbatim quotes.",
        "missing": "{name}: the material does not say.",
        "shared": "{name}: see [{n}].",
        "own_words": "{title}",
        "person": "{name} is {role}, {library}.",
    },
}

NOTES: dict[Language, dict[str, str]] = {
    "sv": {
        "wrong_library": "I materialet hör {name} till {library}, inte till {asked}.",
        "wrong_role": "I materialet nämns ingen som är {role} i {library}.",
        "unknown_name": "”{name}” nämns inte i materialet.",
        "corrected": "Frågan tolkades som att den gäller {name}.",
        "missing": "Om {name} framgår inget svar av materialet.",
        "instruction": "Belägg svarar med ordagranna citat ur materialet och utför inga andra uppgifter.",
        "opinion": "Belägg har inga egna åsikter, utan visar bara vad materialet säger.",
        "prediction": "Materialet säger inget om framtiden; Belägg gissar inte.",
        "not_by_person": "Det som står närmast i ämnet är inte sagt av {name}.",
        "others_library": "I materialet nämns ”{word}” bara om {owners}, inte om {asked}.",
        "others_person": "I materialet är det {owners} som talar om ”{word}”, inte {asked}.",
        "supposed": "Belägg hittar inget i materialet om att {clause}.",
        "source": "Källuppgifter: {title}, {origin}.",
        "only_mentioned": "Själva rapporten finns inte i materialet; där står bara vad {title} berättar om den.",
        "filtered": "Sökningen är begränsad till {names}.",
        "outside": "Frågan gäller {asked}, men sökningen är begränsad till {names}. Ta bort begränsningen för svar.",
        "unclear": "Det framgår inte vem frågan gäller. Skriv namnet i stället för ”hon” eller ”han”.",
    },
    "en": {
        "wrong_library": "In the material {name} belongs to {library}, not to {asked}.",
        "wrong_role": "The material mentions nobody who is {role} in {library}.",
        "unknown_name": "”{name}” is not mentioned in the material.",
        "corrected": "The question was read as being about {name}.",
        "missing": "The material gives no answer about {name}.",
        "instruction": "Belägg answers with verbatim quotes from the material and does no other tasks.",
        "opinion": "Belägg has no opinions; it only shows what the material says.",
        "prediction": "The material says nothing about the future; Belägg does not guess.",
        "not_by_person": "What comes closest to the topic is not said by {name}.",
        "others_library": "In the material ”{word}” is only mentioned about {owners}, not about {asked}.",
        "others_person": "In the material it is {owners} who speaks of ”{word}”, not {asked}.",
        "supposed": "Belägg finds nothing in the material saying that {clause}.",
        "source": "The source: {title}, {origin}.",
        "only_mentioned": "The report itself is not in the material, only what {title} tells of it.",
        "filtered": "The search is limited to {names}.",
        "outside": "The question is about {asked}, but the search is limited to {names}. Lift the limit for an answer.",
        "unclear": "It is not clear who is meant. Write the name instead of ”she” or ”he”.",
    },
}

SUGGESTIONS: dict[Language, dict[str, str]] = {
    "sv": {"about": "Vad säger materialet om {name}?", "says": "Vad säger {name}?", "and": "Och i {name} då?"},
    "en": {
        "about": "What does the material say about {name}?",
        "says": "What does {name} say?",
        "and": "And in {name}?",
    },
}

DIFFERENCES = {
    "empty": "citatet har inga ord",
    "short": "för få ord för att räknas som citat: minst tre i rad, och minst tre för varje del mellan luckor",
    "replaced": "i källan står ”{source}”, i citatet ”{quote}”",
    "missing": "i källan står också ”{source}”",
    "added": "”{quote}” står inte i källan",
    "question": "i källan är det en fråga, eller i citatet, men inte i båda",
    "apart": "delarna står inte i den ordningen i ett och samma stycke",
    "omitted": "utelämnat: {words}",
    "swallowed": "luckan döljer ”{words}” i en mening som annars citeras",
    "replaced_much": "klamrarna ersätter mer än ett uttryck: ”{words}”",
    "brought_in": "”{words}” inom klamrar står inte i källan",
    "ending": "klamrarna ändrar mer än ändelsen i ”{words}”",
    "cut": "direkt intill, i samma sats, står ”{words}”, som citatet har skurit bort",
    "elsewhere": "citatet står i {title}, inte i {id}",
    "unknown_document": "citatet står i {title}; {id} finns inte i materialet",
    "said_by": "orden är sagda av {names}, inte av {claimed}",
    "said_by_nobody": "orden är textens egna, inte sagda av {claimed}",
    "nearest": "står inte i materialet; det här är det närmaste stället",
}
"""What is wrong with a quote, or what it leaves out, as `assistant/check.py` tells it."""

VERDICTS = {
    "verbatim": "ordagrant",
    "shortened": "ordagrant med markerade luckor",
    "near": "nästan – inte ordagrant",
    "misattributed": "rätt ord, fel källa eller talare",
    "not_found": "hittas inte",
}


def summarise(counts: Mapping[str, int], terms: int, doubtful: int) -> str:
    """Return what became of a text's quotes and claims, in one Swedish line that begins with what has to be done.

    >>> summarise({"verbatim": 2, "shortened": 0, "near": 1, "misattributed": 0, "not_found": 0}, 1, 0)
    '1 av 3 citat behöver rättas: 1 inte ordagrant. 1 för kort att bedöma.'
    """
    total = sum(counts.values())
    faults = total - counts["verbatim"] - counts["shortened"]
    told = [
        f"{counts[verdict]} {text}"
        for verdict, text in (
            ("near", "inte ordagrant"),
            ("misattributed", "med fel källa eller talare"),
            ("not_found", "som inte hittas"),
        )
        if counts[verdict]
    ]
    if not total:
        lines = ["Texten har inga citat att kontrollera."]
    elif faults:
        lines = [f"{faults} av {total} citat behöver rättas: {', '.join(told)}."]
    else:
        lines = ["Citatet stämmer ordagrant." if total == 1 else f"Alla {total} citat stämmer ordagrant."]
    if terms:
        lines.append(f"{terms} för {'kort' if terms == 1 else 'korta'} att bedöma.")
    if doubtful:
        lines.append(f"{doubtful} påstående{'n' if doubtful > 1 else ''} att se över.")
    return " ".join(lines)

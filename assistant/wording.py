"""What the assistant says, in Swedish and in English: lead lines, notes and suggested questions."""

from __future__ import annotations

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

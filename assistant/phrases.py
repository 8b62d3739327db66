"""Words and sentences of the assistant, Swedish and English: what it looks for in questions and what it says."""

from __future__ import annotations

from assistant.types import Language

ENGLISH_WORDS = frozenset(
    "what who whom whose how why when where which is are was were do does did the a an of to and about there have has "
    "had can could should would will their they it its library libraries with by from this that give me tell say says "
    "said many much any".split()
)
SWEDISH_WORDS = frozenset(
    "vad vem vilka vilken vilket hur varför när var är och att det den de som på av för med till har inte om ett en "
    "finns kan ska blir gör sa säger från hos eller ni de dom nån något någon ge mig visa varfor nar ar pa fran gor "
    "sager fore ocksa bara dar har biblioteket biblioteken folk måste vill tycker vilka".split()
)

QUESTION_WORDS: dict[str, tuple[str, ...]] = {
    "hur många": (
        *("hur många", "hur manga", "hur mycket", "hur stor", "hur stort", "hur stora", "hur lång", "hur lang"),
        *("hur länge", "hur lange", "hur ofta", "vad kostar", "vad kostade", "hur dyr", "hur dyrt", "antal"),
        *("how many", "how much", "how long", "how often", "what did .* cost"),
    ),
    "jämför": (
        *("jämför", "jamfor", "vad är skillnaden", "skillnaden mellan", "skiljer", "respektive", "jämfört"),
        *("både", "compare", "difference"),
    ),
    "lista": (
        *("lista", "räkna upp", "nämn", "list", "vilka är de", "vilka är alla", "ge mig alla", "alla \\w+faktorer"),
        r"vilka är (?:de )?\w+(?:erna|arna|orna)",
    ),
    "namn": (
        *("vad heter", "vad hette", "vad kallas", "vad är namnet på", "vilket namn har", "vilket namn"),
        *("what is the name of", "what's the name of", "what is the title of"),
    ),
    "vem": ("vem", "vilka personer", "vems", "vilka som", "who", "whose"),
    "varför": ("varför", "varfor", "av vilken anledning", "hur kommer det sig", "vad beror", "why"),
    "när": (r"^(?:och |men )?(?:när|nar)", "vilket år", "vilken månad", "vilken tid", "hur dags", "sedan när", "when"),
    "var": (r"^(?:och |men )?var(?= (?!det|de|den|han|hon|ni|vi))", "varifrån", "vart", "vilken ort", "where"),
    "hur": ("hur", "how", "på vilket sätt"),
    "vad": ("vad", "vilken", "vilket", "vilka", "what", "which"),
}
"""Question types with the patterns that show them."""

ANAPHORA = frozenset(
    "den det de dem dom han hon hen honom henne hans hennes deras dess där dit då detta dessa denna sådant sådan sån "
    "sånt så it they them he she him her his their there that this those dar da sa dendar".split()
)
FOLLOW_UP_OPENINGS = (
    "och ",
    "men ",
    "eller ",
    "då ",
    "fast ",
    "också",
    "and ",
    "but ",
    "what about",
    "how about",
    "okej",
    "ok ",
    "jaha",
    "så ",
    "vad mer",
    "något mer",
    "nåt mer",
    "fler",
    "mer ",
    "varför då",
    "hur då",
    "på vilket sätt då",
)
MORE = (
    "visa mer",
    "mer om",
    "berätta mer",
    "fler citat",
    "något mer",
    "nåt mer",
    "show more",
    "tell me more",
    "mer",
    "vad mer",
    "finns det mer",
    "visa fler",
    "ge mig fler",
)
WHO_SAYS = (
    "vem är det som säger",
    "vem säger det",
    "vem säger så",
    "vem sa det",
    "vem har sagt",
    "vem säger detta",
    "vems ord",
    "vem är det som sagt",
    "who says that",
    "who says so",
    "who said that",
    "who says this",
)
WHERE_STANDS = (
    "var står det",
    "var i texten",
    "var i artikeln",
    "i vilket avsnitt",
    "var finns det citatet",
    "where does it say",
    "var hittar jag det",
    "källa?",
    "var kan jag läsa det",
)

INSTRUCTIONS = (
    "skriv ",
    "översätt",
    "oversatt",
    "dikta",
    "hitta på",
    "ignorera",
    "glöm ",
    "strunta i",
    "låtsas",
    "rita ",
    "programmera",
    "räkna ut",
    "formulera ett",
    "gör en ",
    "gör ett ",
    "skapa ",
    "boka ",
    "mejla ",
    "skicka ",
    "write ",
    "translate",
    "ignore ",
    "forget ",
    "pretend",
    "act as",
    "create a",
    "make me",
    "du är nu",
    "svara alltid",
    "svara bara",
    "hjälp mig att skriva",
    "hjälp mig skriva",
    "bortse från",
    "visa din systemprompt",
    "system prompt",
)
OPINIONS = (
    "vad tycker du",
    "tycker du",
    "vad anser du",
    "vad tror du",
    "tror du",
    "håller du med",
    "vad skulle du",
    "vad rekommenderar du",
    "är du ",
    "kan du känna",
    "what do you think",
    "do you think",
    "your opinion",
    "gillar du",
)
PREDICTIONS = (
    "kommer att hända",
    "om tio år",
    "om fem år",
    "i framtiden",
    "nästa år",
    "kommer biblioteken att",
    "om 10 år",
    "om 5 år",
    "in ten years",
    "in the future",
    "år 2030",
    "år 2035",
    "år 2040",
    "blir det i framtiden",
)

REPORT = r"\b\w*rapport(?:en|ens)?\b|\breport\b"
"""What shows that a question is about a report."""

NUMBER_WORDS = frozenset(
    "noll en ett två tre fyra fem sex sju åtta nio tio elva tolv tretton fjorton femton sexton sjutton "
    "arton nitton tjugo trettio fyrtio femtio "
    "sextio sjuttio åttio nittio hundra tusen miljon miljoner halva hälften dubbelt "
    "tredjedel fjärdedel femtedel".split()
)
_COUNTS = "|".join(sorted(NUMBER_WORDS))
UNITS: dict[str, tuple[str, str]] = {
    "pengar": (
        r"\b(?:vad|hur mycket|what) (?:\w+ ){0,3}(?:kosta|cost|betala)|\bprislapp|\bnotan\b|"
        r"\bhur (?:mycket pengar|dyr)|\bhur stor (?:\w+ )?(?:budget|kostnad)|"
        r"\bhow much (?:money|did .* cost)|\bvilken (?:kostnad|budget|summa|avgift)",
        r"\bkr\b|kronor|\beuro\b|miljon|\btusen\b|gratis|kostnadsfri|utan kostnad|avgiftsfri",
    ),
    "andel": (
        r"\bprocent|\bpercent|\bper cent|\bhur stor(?:a)? (?:andel|del)|\bwhat (?:share|proportion)",
        r"%|procent|andel|hälften|halva|del(?:en|ar) av|\bvar (?:tredje|fjärde|femte|tionde)|\bav (?:tio|hundra)\b|"
        r"majoritet|\balla\b|\bde flesta\b",
    ),
    "årtal": (r"\bvilk(?:et|a) år\b|\b(?:what|which) year", r"\b(?:1[6-9]|20)\d\d\b"),
    "tid": (
        r"\bhur (?:länge|lange|lång tid|lang tid)\b|\bhow long\b",
        rf"(?:\d|\b(?:{_COUNTS}))(?: \w+)? (?:år|månad|veck|dag|timm|minut|termin|kväll)|halvår|"
        r"\bsedan (?:1[6-9]|20)\d\d",
    ),
    "ålder": (r"\bhur (?:gammal|gamla)\b|\bhow old\b", r"\d+[ -]?år|\bår gam|\bfödd|årig"),
}
"""Units: what in a question asks for one, and what in a sentence shows that it gives one (lower case)."""
TIME_WORDS = frozenset(
    "våras höstas vintras somras fjol våren hösten sommaren vintern år året veckan månaden klockan igår idag morgonen "
    "kvällen natten helgen årsskiftet".split()
)
"""Words that tell when, beside numbers, months and days."""

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
        "own_words": "{title}",
        "person": "{name} is {role}, {library}.",
    },
}

NOTES: dict[Language, dict[str, str]] = {
    "sv": {
        "wrong_library": "I materialet hör {name} till {library}, inte till {asked}.",
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
        "only_mentioned": "Själva rapporten finns inte i materialet; där står bara vad {title} berättar om den.",
        "filtered": "Sökningen är begränsad till {names}.",
    },
    "en": {
        "wrong_library": "In the material {name} belongs to {library}, not to {asked}.",
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

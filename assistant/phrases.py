"""What the assistant looks for in questions and sentences, Swedish and English."""

from __future__ import annotations

from typing import NamedTuple

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
        *("lista", "räkna upp", "nämn", "list", "vilka är de", "vilka är alla", "ge mig alla"),
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

ALL_OF = (
    r"\b(?:vilka|alla|samtliga|lista|räkna upp|redogör för|nämn|visa|what|which|list|name|all)\b"
    r"(?: (?:är|var|de|dem|dom|alla|samtliga|are|were|the|all|\d+|två|tre|fyra|fem|sex|sju|åtta|nio|tio|\w+a))*"
    r" (?P<name>[\w-]+)"
)
"""What asks for all of something, with its name: "vilka är de sex gemensamma råden"."""
ANAPHORA = frozenset(
    "den det de dem dom han hon hen honom henne hans hennes deras dess där dit då detta dessa denna sådant sådan sån "
    "sånt så it they them he she him her his their there that this those dar da sa dendar".split()
)
PERSON_PRONOUNS = frozenset("hon han hen henne honom hennes hans she he her him his".split())
THOSE_AT = r"\b(?:de|dom|dem) (?=(?:i|på|från|vid|hos) )"
"""What points forward to the library after it: "Hur gör dom i Boden?"."""
GREETING = (
    r"(?:(?:hej|hejsan|hallå|tjena|god ?(?:morgon|dag|kväll|middag)|tack(?: så (?:jätte)?mycket)?|hej ?då|"
    r"hello|hi|thanks|thank you|bye)[ ,!.]*)+"
)
NO_ANAPHORA = (
    r"\b(?:de|dom|dem) (?=(?:\d+|två|tre|fyra|fem|sex|sju|åtta|nio|tio|elva|tolv) )|"
    r"\b(?:när|vad) det gäller\b|\bdet vill säga\b|\bdet digitala\b|"
    r"\b(?:finns|fanns) det (?=(?:någon|något|några|nån|nåt|nåra|en|ett)\b)"
)
"""Words like pronouns that point to nothing before: "de sex råden", "när det gäller", "finns det någon"."""
FOLLOW_UP_OPENINGS = (
    *("och ", "men ", "eller ", "då ", "fast ", "också", "and ", "but ", "what about", "how about", "okej", "ok "),
    *(
        "jaha",
        "jaså",
        "aha",
        "så ",
        "vad mer",
        "något mer",
        "nåt mer",
        "fler",
        "mer ",
        "varför då",
        "hur då",
        "på vilket sätt då",
    ),
)
MORE = (
    *("visa mer", "mer om", "berätta mer", "fler citat", "något mer", "nåt mer", "show more", "tell me more"),
    *("mer", "vad mer", "finns det mer", "visa fler", "ge mig fler"),
)
WHO_SAYS = (
    *("vem är det som säger", "vem säger det", "vem säger så", "vem sa det", "vem har sagt", "vem säger detta"),
    *("vems ord", "vem är det som sagt", "who says that", "who says so", "who said that", "who says this"),
)
WHERE_STANDS = (
    *("var står det", "var i texten", "var i artikeln", "i vilket avsnitt", "var finns det citatet"),
    *("where does it say", "var hittar jag det", "källa?", "var kan jag läsa det"),
)

INSTRUCTIONS = (
    *("skriv ", "översätt", "oversatt", "dikta", "hitta på", "ignorera", "glöm ", "strunta i", "låtsas", "rita "),
    *("programmera", "räkna ut", "formulera ett", "gör en ", "gör ett ", "skapa ", "boka ", "mejla ", "skicka "),
    *("write ", "translate", "ignore ", "forget ", "pretend", "act as", "create a", "make me", "du är nu"),
    *("svara alltid", "svara bara", "hjälp mig att skriva", "hjälp mig skriva", "bortse från"),
    *("visa din systemprompt", "system prompt"),
)
ASKS_LIST = r"\bgör (?:mig )?en (?:\w*lista|sammanställning|översikt) (?:över|med|på|av)\b|\bmake (?:me )?a list of\b"
"""A task that is a question: a list of what the material says."""
SUBJECT_BEFORE = r"\b(?:jag|vi|man|ni|de|dom|han|hon|som|i|we|they|who) $"
"""What stands before a verb that tells what somebody does, and asks the assistant for nothing."""
GENITIVE_ENDINGS = ("ens", "ets", "nas")
"""What a noun in the definite form ends with when it owns the next: "forskarnas rapport"."""
AGENCY_ENDINGS = (
    *("kassan", "verket", "myndigheten", "förmedlingen", "banken", "styrelsen", "nämnden", "förbundet", "sjukvården"),
    *("polisen", "posten", "tinget", "domstolen"),
)
"""What the names of agencies and the like end with."""
OPINIONS = (
    *("vad tycker du", "tycker du", "vad anser du", "vad tror du", "tror du", "håller du med", "vad skulle du"),
    *("vad rekommenderar du", "är du ", "kan du känna", "what do you think", "do you think", "your opinion"),
    *("gillar du",),
)
PREDICTIONS = (
    *("kommer att hända", "om tio år", "om fem år", "i framtiden", "nästa år", "kommer biblioteken att"),
    *("om 10 år", "om 5 år", "in ten years", "in the future", "år 2030", "år 2035", "år 2040"),
    *("blir det i framtiden",),
)

EXISTENCE = r"^(?:och |men |hej,? )?(?:finns|fanns|is there|are there|was there|were there)\b"
"""What asks whether there is something."""
ASKS_WHETHER = r"(?:och |men |hej,? )?(?:har|hade|finns|fanns|erbjuder|erbjöd|äger|ägde)\b"
"""What asks in Swedish whether somebody has something, or whether it is there."""
WHO_IS = r"\b(?:vem är|vem e|who is|who's)\b"
"""What asks who a person is."""
ASKS_SOURCE = (
    r"\b(?:vem|vilka) (?:har |är det som (?:har )?)?(?:skrivit|skrev|författat|författade|publicerat|gett ut)\b|"
    r"\bförfattare\w*|\bwho (?:wrote|published)\b|\bauthor\b|\bnär (?:skrevs|publicerades|kom) (?:artikeln|texten)"
)
"""What asks who wrote a document, who published it and when."""
REPORT = r"\b\w*rapport(?:en|ens)?\b|\breport\b"
"""What shows that a question is about a report."""

BROAD_WORDS = frozenset(
    "säga säger sa sade sagt göra gör gjorde gjort jobba jobbar jobbade arbeta arbetar arbetade berätta berättar "
    "berättade tycka tycker tyckte tänka tänker jämför jämföra skillnad skillnaden skillnader skilja skiljer åt vet "
    "veta mer något nåt allt bibliotek biblioteket biblioteken material materialet artikel artikeln text texten handla "
    "handlar står sätt visa förklara sammanfatta tell say says said do does did work works think thinks compare "
    "difference differences library libraries article text know more show summarise".split()
)
"""Words that make no topic: with a name and these alone, a question asks for whatever there is about it."""

AUTHOR_WORDS = frozenset("artikeln artikelförfattaren författaren författarna skribenten texten dokumentet".split())
"""What the author's own words are said to be by."""

BOTH = "både|såväl|båda|both"
"""Words before the names of two that are asked about side by side."""
AT = "i|på|från|vid|hos|in|at|from"
"""Words between a person and a library."""
BETWEEN_SIDES = (
    r"(?:\s*(?:,|&|/|och|o|and|eller|or|samt|respektive|kontra|jämfört med|jämfört|mot|vs\.?)\s)+\s*(?:i |på |in )?"
)
"""What stands between the names of those that are asked about side by side."""

NUMBER_WORDS = frozenset(
    "noll en ett två tre fyra fem sex sju åtta nio tio elva tolv tretton fjorton femton sexton sjutton "
    "arton nitton tjugo trettio fyrtio femtio "
    "sextio sjuttio åttio nittio hundra tusen miljon miljoner halva hälften dubbelt "
    "tredjedel fjärdedel femtedel".split()
) | {
    ten + one
    for ten in ("tjugo", "trettio", "fyrtio", "femtio", "sextio", "sjuttio", "åttio", "nittio")
    for one in ("ett", "en", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio")
}
_COUNTS = "|".join(sorted(NUMBER_WORDS))


class Unit(NamedTuple):
    """Patterns, in lower case: what in a question asks for it, what in a sentence gives it, what follows its number."""

    asked: str
    given: str
    named: str


UNITS = {
    "pengar": Unit(
        r"\b(?:vad|hur mycket|what) (?:\w+ ){0,3}(?:kosta|cost|betala)|\b(?:vad|hur) .*\b(?:prislapp|notan)|"
        r"\bhur (?:mycket pengar|dyr)|\bhur stor (?:\w+ )?(?:budget|kostnad)|"
        r"\bhow much (?:money|did .* cost)|\bvilken (?:kostnad|budget|summa|avgift)|"
        r"\bvad (?:gick|landade|hamnade) .*\bpå\b",
        r"\bkr\b|kron(?:a|or)\b|\beuro\b|miljon|\btusen\b|gratis|kostnadsfri|utan kostnad|avgiftsfri",
        r"(?:miljon(?:er)? |tusen )?(?:kron(?:a|or)|kr|euro)",
    ),
    "procent": Unit(
        r"\bprocent|\bpercent|\bper cent",
        r"\d ?%|procent|hälften|tredjedel|fjärdedel|femtedel|\bvar (?:tredje|fjärde|femte|tionde)\b|"
        r"\bav (?:tio|hundra)\b|\b(?:alla|ingen|samtliga)\b",
        r"(?:procent|%)",
    ),
    "andel": Unit(
        r"\bhur stor(?:a)? (?:andel|del)|\bwhat (?:share|proportion)",
        r"%|procent|andel|hälften|halva|del(?:en|ar) av|\bvar (?:tredje|fjärde|femte|tionde)|\bav (?:tio|hundra)\b|"
        r"majoritet|\balla\b|\bde flesta\b",
        r"(?:procent|%)",
    ),
    "årtal": Unit(r"\bvilk(?:et|a) år\b|\b(?:what|which) year", r"\b(?:1[6-9]|20)\d\d\b", ""),
    "tid": Unit(
        r"\bhur (?:länge|lange|lång tid|lang tid)\b|\bhow long\b",
        rf"(?:\d|\b(?:{_COUNTS}))(?: \w+)? (?:år|månad|veck|dag|timm|minut|sekund|termin|kväll)|halvår|läsår|"
        r"\bsedan (?:1[6-9]|20)\d\d",
        r"(?:år|månader|månad|veckor|vecka|dagar|dag|timmar|timme|minuter|sekunder|terminer)",
    ),
    "ålder": Unit(r"\bhur (?:gammal|gamla)\b|\bhow old\b", r"\d+[ -]?år|\bår gam|\bfödd|årig", r"(?:år|-åring)"),
    "kontakt": Unit(
        r"\b(?:kontaktar|kontaktas|kontaktuppgift|telefonnummer|mejladress|mailadress|e-?postadress)|"
        r"\bhur (?:kommer|får) (?:man|jag|vi) (?:i kontakt med|tag (?:i|på))|"
        r"\bget in touch|\b(?:contact|reach) \w+\?|\bphone number|\be-?mail address",
        r"@|\d{2,}[ -]\d{2,}|\b(?:telefon|kontakta|mejla|ring)\b",
        "(?!)",  # a way to reach somebody is no amount
    ),
}
ABOUT = ("ungefär", "omkring", "cirka", "drygt", "knappt", "nästan", "över", "minst", "högst", "mer än", "fler än")
"""Words before a number that belong to it."""
TIME_WORDS = frozenset(
    "våras höstas vintras somras fjol våren hösten sommaren vintern år året veckan månaden klockan igår idag morgonen "
    "kvällen natten helgen årsskiftet".split()
)
"""Words that tell when, beside numbers, months and days."""
TIME_OPENINGS = (
    *("i", "under", "från", "sedan", "till", "den", "på", "varje", "mellan"),
    *("hösten", "våren", "sommaren", "vintern"),
)
"""Words before a month, a day or a year that belong to it."""
TIMES = ("i våras", "i höstas", "i somras", "i vintras", "i fjol", "i dag", "i går")
PLACE_OPENINGS = ("i", "på", "från", "via", "vid")
PLACE_NOUNS = ("universitet", "bibliotek", "kommun", "akademi", "högskola")
"""Words in small letters that end the name of a place."""
TELLING = ("pratar", "pratade", "snackar", "snackade", "snacka", "said", "says", "say", "talks")
"""What a question says that somebody does who says something, beside the verbs of `corpus.swedish`."""
SUPPOSING = ("varför", "när", "var", "av vilken anledning")
"""Question words after which a verb and its subject are taken for granted."""
SUPPOSED_CLAUSE = (
    r"\b(?:(?:hur ko(?:mmer|m) det sig|vad bero(?:r|dde) det på|vad gjorde|"
    r"(?:vad|vilket|vilken) (?:är|var|blev) (?:skälet|anledningen|orsaken|motivet|bakgrunden) (?:till|bakom)|"
    r"hur (?:motivera|förklara|försvara|kommentera|bemöt)(?:r|de|er|te)? .*?|"
    r"vad (?:säger|sa|sade|tycker|tyckte|tänker|tänkte|anser|ansåg) .*? om) att|"
    r"(?:vad hände|hur (?:gick|kändes|blev|reagerade)\b.*?|vad (?:sa|tyckte)\b.*?) när) (?P<clause>.+)$"
)
"""A question that brings what it takes for granted as a clause."""
ABOUT_TOPIC = r"\b(?:om|about|kring|angående)(?: (?:de|den|det|dessa|deras|sin|sina|sitt|the|their))?"
"""What stands before the topic that somebody is asked to have spoken of."""
SUPPOSED_THING = r"[Vv]ilk(?:en|et|a) (?P<thing>[a-zåäö]+(?: [a-zåäö]+)?) (?P<verb>[a-zåäö]+)"
"""The opening of a question that takes for granted what somebody did with a thing: "Vilket pris vann Falun?"."""
PAST = r"(?:sa|slog|gav|bröt|la|tog|höll|gick|fick|satt|skrev|[a-zåäö]+(?:ade|de|te))"
"""Verbs in the past tense, but for "var", "låg" and "stod", which ask for a place."""
SUPPOSED_SOMEBODY = rf"[Hh]ur många (?P<verb>{PAST})(?P<rest> .+)"
"""A question that takes for granted that somebody did something: "Hur många sa upp sig?"."""
SUPPOSED_CAUSE = (
    r"[Hh]ur (?P<verb>påverka(?:de|r)|förändra(?:de|r)|drabba(?:de|r)|försena(?:de|r)|stör(?:de)?) "
    r"(?P<cause>[a-zåäö]+s \w+|[a-zåäö]+(?:en|et|arna|erna))(?P<rest> .+)"
)
"""A question that takes a cause for granted: "Hur påverkade bibliotekariernas strejk arbetet?"."""
PARTICLES = "runt|ut|in|upp|ner|om|fram|bort|med|tillbaka"
"""Particles that stay with their verb."""
SUBJECT = (
    r"(?:(?:den |det |de |dom |alla |båda |samtliga |några |flera )?(?:[a-zåäö]+a )?"
    r"[a-zåäöé]+(?:en|et|na|rna|ar|er|da)|han|hon|de|dom|man|ni|vi|det|alla|ingen)"
)
"""A noun phrase or pronoun in small letters that can be a subject."""

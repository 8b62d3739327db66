"""The Swedish texts of the evaluation report that are looked up by name: metrics, styles, verdicts and limits."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.types import Status
from evals.report import Failure

MEANINGS: Mapping[str, str] = {
    "complete": "Andel besvarbara frågor där citaten tillsammans rymmer alla belägg som facit kräver.",
    "first_right": "Andel besvarbara frågor där redan det första citatet rymmer ett belägg.",
    "citation_recall": "Så stor del av facits belägg täcker citaten i snitt; ett halvt svar räknas som ett halvt.",
    "citation_precision": "Andel visade citat som rymmer ett belägg. Resten läser man i onödan.",
    "tempted": "Andel svar på frågor med en känd fälla där något citat är just den fällan. Lågt är bra.",
    "abstention_precision": "När beskedet är att svaret inte framgår: så ofta stämmer det.",
    "abstention_recall": "Andel frågor utan svar i materialet där beskedet också blir det.",
    "false_abstention": "Andel besvarbara frågor som ändå avvisas. Lågt är bra.",
    "premise_named": "Andel frågor med falsk förutsättning där en anmärkning säger vad som är fel.",
    "auroc": "Hur väl säkerheten skiljer besvarbara frågor från andra: 0,5 är slumpen, 1 är felfritt.",
    "aurc": "Andel fel i snitt när allt fler frågor besvaras, de säkraste först. Lågt är bra.",
    "calibration_error": "Hur långt den angivna säkerheten i snitt ligger från utfallet. Lågt är bra.",
    "speaker_accuracy": "Andel citat med rätt person, roll och bibliotek; en utelämnad talare räknas som miss.",
    "wrong_speaker": "Andel citat som tillskrivs fel person, roll eller bibliotek. Ska vara 0.",
    "verbatim": "Andel citat som står bokstav för bokstav i källan. Ska vara 1.",
    "whole": "Andel citat som är hela meningar eller hela repliker. Ska vara 1.",
    "quotes_per_answer": "Antal citat i ett svar, i snitt.",
    "words_per_answer": "Antal ord som ett svars citat ger läsaren att läsa, i snitt.",
    "latency_median": "Hälften av svaren kommer snabbare än så, på den här maskinen.",
    "latency_p95": "95 av 100 svar kommer snabbare än så, på den här maskinen.",
    "errors": "Andel frågor som gav ett programfel i stället för ett svar. Ska vara 0.",
}

METRIC_GROUPS: Mapping[str, tuple[str, ...]] = {
    "Bär citaten svaret?": ("complete", "first_right", "citation_recall", "citation_precision", "tempted"),
    "Vet den när svaret saknas?": (
        *("abstention_precision", "abstention_recall", "false_abstention", "premise_named"),
        *("auroc", "aurc", "calibration_error"),
    ),
    "Hålls löftena?": ("speaker_accuracy", "wrong_speaker", "verbatim", "whole", "errors"),
    "Vad kostar det läsaren?": ("quotes_per_answer", "words_per_answer", "latency_median", "latency_p95"),
}
"""The headings of the table of metrics, each with its metrics."""

STYLES: Mapping[str, str] = {
    "colloquial": "talspråk",
    "comparison": "jämförelse",
    "english": "på engelska",
    "false_premise": "falsk förutsättning",
    "follow_up": "följdfråga",
    "indirect": "indirekt",
    "instruction": "försök att styra",
    "keywords": "bara nyckelord",
    "list": "lista",
    "missing": "saknas i materialet",
    "misspelt": "felstavad",
    "near_miss": "nära men fel",
    "no_diacritics": "utan å, ä och ö",
    "off_topic": "annat ämne",
    "opinion": "åsikt",
    "plain": "rak",
    "prediction": "förutsägelse",
    "report_only": "bara i rapporten",
    "wrong_pair": "fel person",
}

FAILURES: Mapping[Failure, str] = {
    "error": "Programfel",
    "broken": "Brutet löfte",
    "unfounded": "Svarade fast svar saknas",
    "abstained": "Avstod i onödan",
    "missed": "Fel belägg",
    "incomplete": "Ofullständigt",
}

STATUSES: Mapping[Status, str] = {
    "answered": "Svar",
    "partial": "Delvis svar",
    "not_found": "Framgår inte av materialet",
}

MEASURES: Mapping[str, str] = {
    "groups": "andel av svarets delar som har en mening bland de k första: vad ett svar med k citat behöver",
    "R": "andel av alla meningar med belägg som finns bland de k första",
    "Success": "andel frågor med minst en mening med belägg bland de k första",
    "RR": "1 delat med platsen för den första meningen med belägg",
    "nDCG": "hur högt meningarna med belägg står bland de k första; 1 är bästa möjliga ordning",
}

DIFFERENCES: Mapping[str, str] = {
    "missed": "missad talare",
    "wrong": "fel talare",
    "spurious": "påhittad talare",
    "uncut": "annan meningsgräns",
    "how": "anfört eller återgivet",
    "role": "annan roll",
    "library": "annat bibliotek",
    "kind": "annat slags text",
}

LIMITS: tuple[tuple[str, str], ...] = (
    (
        "Materialet är litet och handgjort.",
        "Här finns {questions} frågor. Intervallen säger hur mycket talen skulle röra sig med andra frågor av samma "
        "slag, inte hur de skulle bli med frågor av ett annat.",
    ),
    (
        "Frågorna gäller {documents} dokument.",
        "Hur det går med andra texter, andra ämnen eller hundra gånger så mycket text säger de ingenting om.",
    ),
    (
        "Facit är gjort av dem som byggt.",
        "Samma krets har skrivit frågorna, valt beläggen och märkt talarna. Ett belägg som ingen kom att tänka på "
        "räknas som fel, och att en annan bedömare kunde ha märkt annorlunda syns inte i intervallen.",
    ),
    (
        "Bara citat mäts, inte svar i egna ord.",
        "Måtten jämför meningar med meningar. De säger inte om ett svar är lätt att förstå, om urvalet är rättvist "
        "eller om läsaren blev hjälpt.",
    ),
    (
        "Frågorna är påhittade.",
        "De är skrivna för att likna olika slags användare, men ingen användare har ställt dem. Svåra sorter är fler "
        "här än de lär vara till vardags.",
    ),
    (
        "Tiden gäller en maskin, en fråga i taget.",
        "Den säger inget om många samtidiga användare eller om första svaret efter en kallstart.",
    ),
    (
        "Stegen mäts ett i taget.",
        "Två steg som gör samma nytta ser båda onödiga ut när bara det ena slås av. De mäts dessutom på den halva av "
        "frågorna som inställningarna valdes på.",
    ),
    (
        "Många jämförelser, ett intervall för varje.",
        "Även om inget steg betydde något vore det väntat att en skillnad av tjugo hamnade utanför bruset av en slump. "
        "Läs mönstret, inte den enskilda cellen.",
    ),
)
"""What the evaluation doesn't measure: a heading and its reason. {questions} and {documents} are counts."""

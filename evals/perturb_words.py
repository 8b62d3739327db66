"""Swedish as data for the perturbed quotes: what a dishonest quoter changes, and what an honest one may not leave out.

A table maps a word to what may stand in its place; names never stand here, they come from the documents.
"""

from __future__ import annotations

from collections.abc import Mapping

Table = Mapping[str, tuple[str, ...]]


def _to_words(words: str) -> tuple[str, ...]:
    """Return words parted by spaces."""
    return tuple(words.split())


def _to_table(rows: str, *, both_ways: bool = False) -> Table:
    """Return rows "a/b/c", parted by semicolons or line ends, as a → (b, c); `both_ways` adds b → (a,).

    >>> dict(_to_table("kan/ska/bör; före/efter", both_ways=True))
    {'kan': ('ska', 'bör'), 'ska': ('kan',), 'bör': ('kan',), 'före': ('efter',), 'efter': ('före',)}
    """
    table: dict[str, tuple[str, ...]] = {}
    for row in rows.replace("\n", ";").split(";"):
        word, *others = (part.strip() for part in row.split("/"))
        if word:
            table[word] = (*table.get(word, ()), *others)
        for other in others if both_ways else ():
            table[other] = (*table.get(other, ()), word)
    return table


NEGATIONS = _to_words("inte ej icke aldrig ingen inget inga ingenting")
HEDGES = _to_words(
    "kanske ofta troligen nästan bara sannolikt möjligen ibland vanligtvis delvis ungefär cirka främst endast oftast "
    "knappt drygt"
)
NUMBERS = _to_words(
    "två tre fyra fem sex sju åtta nio tio elva tolv tretton fjorton femton tjugo trettio fyrtio femtio sextio "
    "hundra tusen"
)
FINITE_VERBS = _to_words(
    "är var har hade kan kunde ska skulle måste blev blir finns får kommer vill började fick fanns gör gjorde ger gav "
    "använder visar består"
)
"""Verbs after which an adverb of the clause, a negation or a hedge, most often stands."""

TELLING = (
    r"\d|[%‰€$£]|\b(?:inte|ej|icke\w*|aldrig|ing[ea]\w*|varken|utan|nej|bara|nästan|kanske|ofta\w*|ibland|alltid|endast"
    r"|knapp\w*|sällan|sakna\w*|vägra\w*|förneka\w*|neka\w*|undvik\w*|förbj\w*|förbud\w*|slut\w*|slipp\w*|fri|fritt|fria"
    r"|miss\w+|troli\w*|sannolik\w*|möjlig\w*|eventuell\w*|vanlig\w*|ungefär|cirka|ca|delvis|främst|huvudsaklig\w*"
    r"|alla|allt|många|några|något|någon|få|fåtal\w*|flera|fler|flest\w*|flertal\w*|varje|hela|helt|enda|ensam\w*|vissa"
    r"|noll|två|tre|fyra|fem|sex|sju|åtta|nio|tio|elva|tolv|\w+ton|tjugo\w*|\w+tio\w*|hundra\w*|\w+hundra\w*|tusen\w*"
    r"|\w*miljon\w*|\w*miljard\w*|procent\w*|promille|halv\w*|hälft\w*|dubb\w*|båda|bägge|dussin\w*|par|\w+del|\w+delar"
    r"|först\w*|andra|tredje|fjärde|femte|sjätte|sjunde|åttonde|nionde|tionde|(?-i:[IVXLCDM]+)|o(?!ch\b|m\b)\w+|om|men|dock"
    r"|påstå\w*|hävda\w*|tro\w*|verka\w*|kan|kunde|skulle|bör|borde|eller|annars"
    r"|än|förrän|mindre|mera?|minst|mest|lika|bättre|sämre|större|högre|lägre|färre|före|efter|innan|e?mot|förutom)\b"
)
"""What no honest gap leaves out here: whatever denies, counts, limits or hedges, more widely than any rule need be."""

NUMBER_WORDS = _to_table(
    """två/tre/tio; tre/fyra/två; fyra/fem/tre; fem/sex/fyra; sex/sju/fem; sju/åtta/sex; åtta/nio/sju; nio/tio/åtta
    tio/tolv/hundra; elva/tolv; tolv/elva; tretton/fjorton; fjorton/femton; femton/sexton; tjugo/trettio
    trettio/fyrtio; fyrtio/femtio; femtio/sextio; sextio/sjuttio; hundra/tusen; tusen/hundra; första/andra
    andra/tredje; tredje/fjärde; miljoner/miljarder; miljarder/miljoner; miljon/miljard; hälften/en tredjedel
    dubbelt/tredubbelt; hundratals/tusentals; tusentals/hundratals; båda/alla tre"""
)
NEGATION_SWAPS = _to_table(
    """inte/aldrig/alltid/nog; aldrig/alltid/ofta/inte; ingen/någon/en; inget/något/ett; inga/några/många; ej/ju
    icke/ju; ingenting/allting/något; varken/både; utan/med; någon/ingen; något/inget; några/inga"""
)
QUANTIFIER_SWAPS = _to_table(
    """alla/många/några/de flesta; många/alla/några/få; några/många/alla; flera/alla/några; flesta/allra flesta
    varje/nästan varje; vissa/alla/många; hela/halva; mycket/lite; lite/mycket; mest/minst; minst/högst; högst/minst
    ofta/alltid/sällan; alltid/ofta; ibland/ofta/alltid; sällan/ofta; allt/det mesta; samtliga/flera; flertalet/alla"""
)
HEDGE_SWAPS = _to_table(
    """kanske/säkert; troligen/säkert; sannolikt/säkert; nästan/helt; bara/också; endast/även; möjligen/givetvis
    ungefär/exakt; cirka/exakt; delvis/helt; främst/enbart; vanligtvis/alltid; oftast/alltid; drygt/knappt
    knappt/drygt; ibland/jämt"""
)
OPPOSITES = _to_table(
    """ökade/minskade; ökar/minskar; ökat/minskat; öka/minska; ökad/minskad; ökande/minskande; ökning/minskning
    före/efter; bättre/sämre; större/mindre; mer/mindre; högre/lägre; fler/färre; början/slutet; stor/liten; stora/små
    stort/litet; ny/gammal; nya/gamla; nytt/gammalt; norra/södra; norr/söder; östra/västra; öster/väster; innan/efter
    för/mot; med/utan; in/ut; upp/ner; under/över; lätt/svårt; lätta/svåra; hög/låg; höga/låga; högt/lågt; bästa/sämsta
    största/minsta; tidigare/senare; tidigt/sent; lång/kort; långa/korta; inom/utanför; stark/svag; starka/svaga
    interna/externa; formella/informella; positiv/negativ; positiva/negativa; framgång/misslyckande; vinna/förlora
    vann/förlorade; snabbt/långsamt; billigare/dyrare; yngre/äldre; möjligt/svårt; lika/olika; samma/olika
    gemensamma/egna; kallare/varmare; främja/hindra; främjar/hindrar; tillåter/förbjuder
    hela/delar av; mindre/större; från/till""",
    both_ways=True,
)
SYNONYMS = _to_table(
    """viktig/betydelsefull; viktigt/betydelsefullt; viktiga/betydelsefulla; använda/nyttja; använder/nyttjar
    används/nyttjas; användes/nyttjades; också/även; även/också; dock/emellertid; stor/ansenlig; stora/ansenliga
    började/inledde; visar/påvisar; särskilt/framför allt; sedan/därefter; kallas/benämns; kallades/benämndes
    lära/undervisa; vanlig/allmän; vanligt/allmänt; hjälper/bistår; hjälpa/bistå; skapa/åstadkomma; skapar/åstadkommer
    berättar/förtäljer; säger/yttrar; tycker/anser; arbeta/jobba; arbetar/jobbar; jobba/arbeta; jobbar/arbetar
    arbete/jobb; personal/anställda; frågor/spörsmål; behov/önskemål; ny/färsk; nya/färska; gammal/ålderstigen
    människor/personer; staden/orten; landet/staten; omkring/runt; mycket/väldigt; väldigt/mycket
    innehåller/rymmer; leder/för; ledde/förde; kräver/fordrar; krävs/fordras; består/utgörs; eftersom/då; därför/således
    snabbt/raskt; ofta/titt som tätt; olika/skilda; flera/åtskilliga; tidigare/förut; medan/samtidigt som""",
)
MODALS = _to_table(
    """kan/ska/måste/bör; ska/kan/bör; måste/kan/bör; bör/ska/kan; kunde/skulle/måste; skulle/kunde; får/måste/kan
    vill/ska/kan; borde/skulle; behöver/kan/vill; kommer/brukar; brukar/ska"""
)
CONJUNCTIONS = _to_table(
    """och/eller/men; eller/och; men/och; eftersom/trots att; medan/eftersom; om/eftersom; när/om; samt/eller
    därför/ändå; både/antingen; antingen/både; än/som; som/än; till/från; i/utanför; av/för; att/om"""
)
TENSES = _to_table(
    """är/var; var/är; har/hade; hade/har; blir/blev; blev/blir; kan/kunde; kunde/kan; finns/fanns; fanns/finns
    får/fick; fick/får; ger/gav; gav/ger; gör/gjorde; gjorde/gör; kommer/kom; kom/kommer; säger/sade
    vet/visste; går/gick;     gick/går; ser/såg; såg/ser; tar/tog; tog/tar; ligger/låg; låg/ligger; står/stod; stod/står
    vill/ville; ville/vill""",
)
PRONOUN_SWAPS = _to_table(
    """jag/vi/han; vi/de/jag; han/hon/de; hon/han; de/vi; dem/oss; oss/dem; min/vår; vår/deras; vårt/deras; våra/deras
    deras/våra; hans/hennes; hennes/hans; man/vi; ni/vi; er/oss"""
)
UNIT_SWAPS = _to_table(
    """meter/kilometer; kilometer/meter; km/m; kg/ton; timmar/dagar; dagar/veckor; veckor/månader; månader/år
    år/månader; minuter/timmar; grader/procent; kronor/dollar; dollar/pund; procent/promille
    sekel/decennier"""
)
DEFINITE_ENDINGS = _to_table(
    "ingen/ing; heten/het; ionen/ion; skapet/skap; teket/tek; menten/ment; ismen/ism; ning/ningen"
)
PLURAL_ENDINGS = _to_table(
    "arna/en; erna/en; orna/an; ningar/ning; heter/het; ioner/ion; ningen/ningarna; ionen/ionerna"
)
TENSE_ENDINGS = _to_table(
    "erade/erar; erar/erade; ades/as; nades/nas; tades/tas; kade/kar; nade/nar; lade/lar; vade/var"
)
STEMS_WITH_O = (
    r"möjlig|vanlig|säker|säkr|tydlig|känd|beroende|viktig|klar|rimlig|giltig|jämn|rättvis|laglig|trygg|nöjd|frivillig"
    r"|lik|tillräcklig|nödvändig|skyldig|stabil|begränsad|begränsat|organiserad|officiell|förändrad|sann|riktig|värd|hälsosam"
    r"|direkt|ordnad|bekväm|populär|medvet|skadd|skadad|färdig|tillåt|fullständig|märkt|aktiv|effektiv|synlig"
)
"""Beginnings of adjectives that o- turns into their opposite, good Swedish or not."""

ADDED_WORDS = _to_words("faktiskt egentligen väldigt själva helt numera säkert alltid tyvärr")
CLARIFICATIONS = (
    "biblioteket",
    "personalen",
    "sic",
    "min kursivering",
    "redaktionens anmärkning",
    "det vill säga detta",
)
STAND_INS = _to_table(
    """vi/personalen/medarbetarna/biblioteket; jag/talaren/intervjupersonen; han/mannen/författaren
    hon/kvinnan/författaren; hen/personen; dem/medarbetarna; honom/mannen; henne/kvinnan; oss/personalen; mig/talaren
    vår/bibliotekets; vårt/bibliotekets; våra/bibliotekets; hans/mannens; hennes/kvinnans; deras/deltagarnas"""
)
"""Pronouns and who they may stand for, in brackets."""

"""Every Swedish text of the page, in one place."""

from __future__ import annotations

from assistant.types import Status
from corpus.types import Kind

TITLE = "Belägg"
TAGLINE = "Svar med ordagranna källor"
DESCRIPTION = "Ställ frågor om ett utvalt material och få svar med ordagranna, numrerade citat."
SKIP_TO_INPUT = "Hoppa till frågefältet"

WELCOME_HEADING = "Vad vill du veta?"
WELCOME = (
    "Belägg svarar med ordagranna citat ur materialet och säger vem som säger vad. "
    "Står svaret inte där, får du veta det."
)
MATERIAL_HEADING = "Materialet"
EVALUATION_LINK = "Hur ofta stämmer svaren? Se mätningen"
EXAMPLES_HEADING = "Prova till exempel"

QUESTION_LABEL = "Din fråga"
QUESTION_PLACEHOLDER = "Ställ en fråga om materialet…"
ASK = "Fråga"
NEW_CONVERSATION = "Ny konversation"
LIBRARIES_LABEL = "Bibliotek"
CONVERSATION_LABEL = "Konversation"

YOU_ASKED = "Du frågade"
SEARCHING = "Söker i materialet…"
STATUS: dict[Status, str] = {
    "answered": "Svar",
    "partial": "Delvis svar",
    "not_found": "Framgår inte av materialet",
}
NOTES_HEADING = "Observera"
NEAREST_HEADING = "Närmaste avsnitt – inte ett svar"
FOLLOW_UPS_HEADING = "Fråga vidare"

CITATION = "Citat {n}"
NEAREST = "Närmaste avsnitt {n}"
MARKER_LABEL = "Citat {n}: {origin}"
SECTION = "Avsnitt: {section}"
SHOW_IN_SOURCE = "Visa i källan"
SHOW_IN_SOURCE_LABEL = "Visa citat {n} i källan"
REPORTED = "Återgivet i texten, inte en direkt replik"
WITHOUT_SPEAKER: dict[Kind, str] = {
    "article": "Artikelns egna ord",
    "interview": "Artikelns egna ord",
    "report_summary": "Rapportsammanfattning",
    "other": "Textens egna ord",
}
BROKEN_QUOTE = "Citat {n} visas inte: det stämmer inte längre ordagrant med källan. Bygg om indexet och fråga igen."

COPY = "Kopiera svaret"
COPIED = "Kopierat"
COPY_FAILED = "Det gick inte att kopiera. Markera texten och kopiera den själv."
SOURCES_HEADING = "Källor"

SOURCE_LABEL = "Källa"
CHOOSE_DOCUMENT = "Välj källa"
CLOSE_SOURCE = "Stäng källan"
BACK_TO_ANSWER = "Till svaret"
PREVIOUS_QUOTE = "Föregående citat"
NEXT_QUOTE = "Nästa citat"
MARKED_HERE = "Markerade citat: {count}"
OPEN_ON_WEB = "Öppna på webben"
RESIDUE = "Webbsidans ram – söks och citeras inte"
SOURCE_LOADING = "Hämtar källan…"
SOURCE_FAILED = "Källan kunde inte hämtas. Kontrollera att Belägg är igång och försök igen."
NO_SUCH_DOCUMENT = "Källan finns inte längre i materialet. Ladda om sidan."

EMPTY_QUESTION = "Skriv en fråga först."
LONG_QUESTION = "Frågan är {chars} tecken lång. Korta den till högst {max_chars} tecken och försök igen."
ASK_FAILED = "Något gick fel när svaret skulle tas fram. Försök igen."

SERVER_LOST = "Kontakten med Belägg bröts. Kontrollera att programmet är igång och försök igen."

PORT_TAKEN = "Porten {port} används redan av ett annat program. Stäng det, eller välj en annan port."
PORT_OUTSIDE = "Porten {port} finns inte. Välj en mellan 1024 och 65535."
PORT_REFUSED = "Det gick inte att öppna {host}:{port} ({reason}). Välj en annan port eller värd."

FOR_SCRIPT = {
    "searching": SEARCHING,
    "copied": COPIED,
    "copyFailed": COPY_FAILED,
    "sourceLoading": SOURCE_LOADING,
    "sourceFailed": SOURCE_FAILED,
    "serverLost": SERVER_LOST,
    "markedHere": MARKED_HERE,
}

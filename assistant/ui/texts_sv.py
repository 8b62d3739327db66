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
CANNOT = "Belägg vet inget utöver materialet, tycker ingenting själv och skriver inga texter åt dig."
MATERIAL_HEADING = "Materialet"
EVALUATION_LINK = "Hur ofta stämmer svaren? Se mätningen"
EXAMPLES_HEADING = "Prova till exempel"

QUESTION_LABEL = "Din fråga"
QUESTION_PLACEHOLDER = "Ställ en fråga om materialet…"
ASK = "Fråga"
STOP = "Stoppa"
HEAD_LABEL = "Sidan"
CLOSE = "Stäng"
UNDO = "Ångra"

CONVERSATIONS = "Konversationer"
NO_CONVERSATIONS = "Här samlas dina konversationer när du har frågat något."
KEPT_WHERE = "De sparas bara i den här webbläsaren, på den här datorn."
RENAME = "Byt namn"
RENAME_LABEL = "Byt namn på {title}"
NEW_NAME = "Nytt namn"
SAVE = "Spara"
REMOVE = "Ta bort"
REMOVE_LABEL = "Ta bort {title}"
REMOVED = "Borttagen: {title}."
TURNS = "{count} frågor"
ONE_TURN = "1 fråga"

TAKE = "Ta med dig"
TAKE_FORMS = (
    ("word", "Word", "Frågor, citat och källor som dokument (.docx)"),
    ("markdown", "Markdown", "Samma sak som textfil (.md)"),
    ("print", "Skriv ut", "Eller spara som PDF från utskriften"),
    ("share", "Dela med länk", "Andra som når den här servern kan läsa konversationen"),
)
NOTHING_TO_TAKE = "Ställ en fråga först, så finns det något att ta med."
TAKEN = "Filen är sparad bland dina hämtade filer. Citaten är kontrollerade på nytt."
SHARED_LINK = "Länk till konversationen"
SHARED = "Länken är klar. Den som öppnar den får en egen kopia."
SHARED_NOTE = "Delad konversation: frågorna har någon annan ställt. Citaten är kontrollerade mot källorna nu."
NOT_SHARED = "Den delade konversationen finns inte på den här servern."
NOTHING_TO_SHARE = "Konversationen är tom."
TOO_LARGE = "Konversationen är för stor. Dela upp den i flera."
BAD_REQUEST = "Begäran gick inte att läsa. Ladda om sidan och försök igen."
NOT_KEPT = "Servern kunde inte spara det. Säg till den som sköter Belägg, och försök igen senare."

COMPARE = "Jämför bibliotek"
COMPARE_HEADING = "Biblioteken sida vid sida"
COMPARE_HELP = (
    "Ställ en fråga till alla bibliotek på en gång, eller se vad de säger i materialets olika avsnitt. "
    "Varje ruta är ett ordagrant citat, eller tom där materialet inget säger."
)
COMPARE_LABEL = "Fråga till alla bibliotek"
COMPARE_PLACEHOLDER = "Till exempel: Hur lär sig personalen ny teknik?"
COMPARE_ASK = "Jämför"
COMPARE_THEMES = "Visa avsnitten"
LEAVE_COMPARISON = "Till konversationen"
COMPARING = "Jämför…"
COMPARED = "Jämförelsen är klar."
GRID_CAPTION = "Biblioteken sida vid sida, med ordagranna citat ur materialet"
GRID_TOPIC = "Ämne"
CELL_MISSING = "Framgår inte av materialet"
SECTION_MISSING = "Inget citat i avsnittet"
GRID_EMPTY = "Inget avsnitt i materialet låter minst två bibliotek jämföras."

ABOUT = "Om materialet"
TO_QUESTIONS = "← Till frågorna"
ABOUT_LEAD = (
    "Belägg svarar bara ur källorna här nedanför. Varje citat är en hel mening eller ett helt citat, tecken för tecken "
    "som i källan, och kontrolleras varje gång det visas eller sparas."
)
DOCUMENTS_HEADING = "Källorna"
DOCUMENT_SIZE = "{sentences} meningar i {sections} avsnitt söks igenom."
DOCUMENT_LIBRARIES = "Handlar om: {libraries}."
DOCUMENT_PEOPLE = "Personer som nämns ({count})"
ABOUT_SECTIONS = (
    (
        "Vad Belägg inte kan",
        (
            "Det som inte står i källorna. En rapport som en källa bara berättar om finns inte här, så länge ingen "
            "har lagt till den; då får du veta vad källan säger om den.",
            "Tycka något, gissa om framtiden eller skriva texter åt dig.",
            "Alltid hitta rätt. Ibland visas ett citat vid sidan av frågan, och ibland sägs svaret saknas fast det "
            "finns. Läs citatet i källan innan du för det vidare.",
        ),
    ),
    (
        "Vem som säger vad",
        (
            "Vid varje citat står vem som talar, med roll och bibliotek när texten ger dem, eller att det är "
            "artikelns egna ord. Det läses ut ur texten; där den inte säger vem, står ingen.",
        ),
    ),
    (
        "Vad som sparas",
        (
            "Dina konversationer sparas bara i din webbläsare. Servern får dem när du ber om en fil eller en länk, "
            "och behåller bara det du delar.",
            "När du svarar på om ett svar hjälpte sparas omdömet på servern med frågan och svaret, utan ditt namn.",
            "Ingenting skickas till någon annan.",
        ),
    ),
    (
        "Utan mus",
        (
            "Tabb går mellan frågefältet, svaren och källan. Retur öppnar ett citat i källan och Esc går tillbaka "
            "till svaret. Esc stänger också rutor, och avbryter när du ändrar en fråga.",
        ),
    ),
)
ABOUT_LINK = "Mer om materialet och hur Belägg arbetar"

FEEDBACK = "Hjälpte svaret?"
FEEDBACK_UP = "Ja"
FEEDBACK_DOWN = "Nej"
FEEDBACK_REASON = "Vad var fel?"
FEEDBACK_REASONS = (
    ("wrong_quote", "Citaten svarar inte på frågan"),
    ("missing", "Svaret finns i materialet men visas inte"),
    ("wrong_speaker", "Fel person eller bibliotek"),
    ("unclear", "Svårt att förstå"),
    ("other", "Något annat"),
)
FEEDBACK_COMMENT = "Kommentar (frivillig)"
FEEDBACK_SEND = "Skicka"
FEEDBACK_THANKS = "Tack! Omdömet är sparat."
NEW_CONVERSATION = "Ny konversation"
LIBRARIES_LABEL = "Bibliotek"
CONVERSATION_LABEL = "Konversation"

YOU_ASKED = "Du frågade"
EDITING = "Du ändrar en tidigare fråga. Den och svaren efter den byts ut när du frågar."
CANCEL = "Avbryt"
STOPPED = "Stoppat"
STORAGE_FULL = "Webbläsaren har inte plats för fler svar. Ta bort någon konversation; det här svaret sparas inte."
KEPT_TO = "Bara om {libraries}"
EDIT_QUESTION = "Ändra frågan"
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
VERBATIM = "Ordagrant i källan"
COPY_REFERENCE = "Kopiera källhänvisning"
COPY_REFERENCE_LABEL = "Kopiera källhänvisning till citat {n}"
COPY_LINK = "Kopiera länk"
COPY_LINK_LABEL = "Kopiera länk till citat {n}"
OPEN_ON_WEB = "Öppna på webben"
OPEN_ON_WEB_LABEL = "Öppna på webben, citat {n}, i en ny flik"
SHOW_IN_SOURCE = "Visa i källan"
SHOW_IN_SOURCE_LABEL = "Visa i källan, citat {n}"
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
WITHOUT_YEAR = "u.å."
RETRIEVED = "[hämtad {date}]"
UNTITLED = "Konversation i Belägg"
EXPORTED = "Sparad ur Belägg {date}."
NOTE = "Observera: {note}"
QUOTE_OF = "{name}: {origin}"
LEFT_OUT = "{name} är utelämnat: det stämmer inte längre ordagrant med källan."
CHECKED = "{checked} citat kontrollerades ord för ord mot källorna {date}."
CHECKED_LEFT_OUT = f"{CHECKED} Utelämnade, för att de inte längre stämmer: {{broken}}."

SOURCE_LABEL = "Källa"
CHOOSE_DOCUMENT = "Välj källa"
CLOSE_SOURCE = "Stäng källan"
BACK_TO_ANSWER = "Till svaret"
PREVIOUS_QUOTE = "Föregående citat"
NEXT_QUOTE = "Nästa citat"
MARKED_HERE = "Markerade citat: {count}"
CHANGED_PLACE = "Texten på den här platsen har ändrats sedan länken gjordes. Här är källan som den ser ut nu."
LINK_TO_QUOTE = "Citatet i Belägg: {link}"
LINKED_HERE = "Citatet som länken leder till"
SPEAKS = "Här talar"
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
    "stopped": STOPPED,
    "storageFull": STORAGE_FULL,
    "copied": COPIED,
    "copyFailed": COPY_FAILED,
    "sourceLoading": SOURCE_LOADING,
    "sourceFailed": SOURCE_FAILED,
    "serverLost": SERVER_LOST,
    "markedHere": MARKED_HERE,
    "rename": RENAME,
    "renameLabel": RENAME_LABEL,
    "newName": NEW_NAME,
    "save": SAVE,
    "cancel": CANCEL,
    "remove": REMOVE,
    "removeLabel": REMOVE_LABEL,
    "removed": REMOVED,
    "turns": TURNS,
    "oneTurn": ONE_TURN,
    "nothingToTake": NOTHING_TO_TAKE,
    "taken": TAKEN,
    "shared": SHARED,
    "sharedNote": SHARED_NOTE,
    "comparing": COMPARING,
    "compared": COMPARED,
    "feedbackThanks": FEEDBACK_THANKS,
    "citation": CITATION,
    "linkedHere": LINKED_HERE,
    "linkToQuote": LINK_TO_QUOTE,
}

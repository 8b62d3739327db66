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
QUESTION_PLACEHOLDER = "Ställ en fråga…"
ASK = "Fråga"
STOP = "Stoppa"
HEAD_LABEL = "Sidan"
MENU = "Meny"
CLOSE = "Stäng"
UNDO = "Ångra"

CONVERSATIONS = "Konversationer"
NO_CONVERSATIONS = "Här samlas dina konversationer när du har frågat något."
KEPT_WHERE = "Listan finns bara i den här webbläsaren, på den här datorn."
RENAME = "Byt namn"
RENAME_LABEL = "Byt namn på {title}"
NEW_NAME = "Nytt namn"
SAVE = "Spara"
REMOVE = "Ta bort"
REMOVE_LABEL = "Ta bort {title}"
REMOVED = "Borttagen: {title}"
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
COMPARE_PLACEHOLDER = "Till exempel: Hur lär ni er nytt?"
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
            "Dina konversationer sparas i din webbläsare. Med varje fråga skickas konversationens tidigare frågor till "
            "servern, så att den förstår en följdfråga. Hela konversationen skickas dit när du öppnar den igen, laddar "
            "om sidan eller ber om en fil eller en länk: då ritas den upp, och citaten kontrolleras på nytt.",
            "Servern sparar varje svar med sin fråga och frågorna före den, så att samordnare kan granska svaren. Den "
            "som sköter servern kan stänga av det (inställningen BELAGG_REVIEWS).",
            "När du svarar på om ett svar hjälpte sparas omdömet på servern med kommentaren, frågan och svaret. En "
            "konversation som du delar sparas också där.",
            "Inget av det säger vem som har frågat, om du inte skriver det själv. Ingenting skickas till någon annan.",
        ),
    ),
    (
        "Utan mus",
        (
            "Tabb går mellan frågefältet, svaren och källan. Retur öppnar ett citat i källan. Där går högerpil eller J "
            "till nästa citat, vänsterpil eller K till föregående, och Esc tillbaka till svaret. Esc stänger också "
            "rutor, och avbryter när du ändrar en fråga.",
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
SHOW_WHOLE = "Visa hela"
SHOW_LESS = "Visa mindre"
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
    "report_summary": "Artikeln om rapporten",
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
KEYS_BACK = "Esc: till svaret"
KEYS_WALK = f"{KEYS_BACK} · ← →: föregående och nästa citat"
PREVIOUS_QUOTE = "Föregående citat"
NEXT_QUOTE = "Nästa citat"
MARKED_HERE = "Markerade citat: {count}"
CHANGED_PLACE = "Texten på den här platsen har ändrats sedan länken gjordes. Här är källan som den ser ut nu."
LINK_TO_QUOTE = "Citatet i Belägg: {link}"
LINKED_HERE = "Länkat citat"
PLACE_CHANGED = "Platsen har ändrats"
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
    "placeChanged": PLACE_CHANGED,
    "keysBack": KEYS_BACK,
    "keysWalk": KEYS_WALK,
    "showWhole": SHOW_WHOLE,
    "showLess": SHOW_LESS,
    "linkToQuote": LINK_TO_QUOTE,
}

# --- granska ---

CHECK = "Granska en text"
CHECK_LEAD = (
    "Klistra in en text eller välj en fil. Varje citat i den jämförs med materialet: står det där ordagrant, "
    "och är det sagt av den som texten säger?"
)
CHECK_PRIVACY = "Ingenting sparas. Texten skickas till servern, granskas där och glöms."
CHECK_LABEL = "Text att granska"
CHECK_FILE = "Välj fil"
CHECK_HELP = "Ctrl+Retur granskar. En fil (.txt, .md, .docx, .pdf, .html) går också att släppa i rutan."
CHECK_START = "Granska"
CHECK_CLEAR = "Rensa"
CHECK_CHOSEN = "Filen {name} granskas i stället för texten i rutan."
CHECK_FORGET_FILE = "Ta bort filen"
CHECK_READING = "Läser texten…"
CHECK_PROGRESS = "Granskar: {done} av {of} klara"
CHECK_STOPPED = "Granskningen är stoppad."
CHECK_FAILED = "Något gick fel under granskningen. Försök igen."
CHECK_EMPTY = "Det finns ingen text att granska. Klistra in en text eller välj en fil."
CHECK_LONG = "Texten är {chars} tecken lång. Dela upp den i delar om högst {max_chars} tecken."
CHECK_TOO_LARGE = "Filen är för stor. Dela upp den i mindre, eller klistra in texten."
CHECK_UNREADABLE = "Filen går inte att läsa. Välj den på nytt."
CHECK_PASTED = "Granskad text"
CHECK_FILE_NAME = "{name} – granskad"

CHECK_RESULT = "Resultat"
CHECK_FILTER = "Visa citat"
CHECK_ALL = "Alla"
CHECK_SHOWN = "{shown} av {count} citat visas."
CHECK_FAULTS = "Gå till fel"
CHECK_PREVIOUS = "Föregående fel"
CHECK_NEXT = "Nästa fel"
CHECK_FAULT_KEYS = "Tangent {key}"
CHECK_TAKE = "Ta med"
CHECK_WORD = "Ladda ner som Word"
CHECK_JSON = "Ladda ner som JSON"
CHECK_WRITING = "Granskar på nytt och skriver filen…"
CHECK_TAKEN = "Filen är sparad bland dina hämtade filer."

CHECK_TEXT = "Texten"
CHECK_QUOTES = "Citaten"
CHECK_SKIP = "Hoppa över texten"
CHECK_NO_QUOTES = (
    "Inga citat hittades. Belägg letar efter ord inom citattecken, repliker efter talstreck och blockcitat."
)
CHECK_QUOTE = "Citat {n}, {verdict}: "
CHECK_CLAIM = "Påstående {n}: "
CHECK_TO_TEXT = "Till texten"
CHECK_TO_TEXT_LABEL = "Till texten, {name}"
CHECK_OPEN = "Öppna i källan"
CHECK_OPEN_LABEL = "Öppna i källan, {name}, i en ny flik"
CHECK_NAME = "citat {n}"
CHECK_CLAIM_NAME = "påstående {n}"
CHECK_IN_SOURCE = "I källan"
CHECK_NEAREST = "Närmaste ställe"
CHECK_IN_TEXT = "I texten"
CHECK_NO_SPEAKER = "ingen talare anges"
CHECK_NOWHERE = "Inget ställe i materialet liknar det här."
CHECK_SOURCE_ROW = "Källan"
CHECK_TEXT_ROW = "Texten"
CHECK_ONLY_SOURCE = "bara i källan: "
CHECK_ONLY_TEXT = "bara i texten: "
CHECK_LEFT_OUT = "utelämnat i texten: "
CHECK_TERMS = "För korta att bedöma"
CHECK_TERM = "för kort att bedöma"
CHECK_CLAIMS = "Påståenden – en vink, inget utslag"
CHECK_CLAIMS_HELP = (
    "Det här är texten med egna ord. Belägg kan inte avgöra om ett påstående är sant, bara visa den mening i "
    "materialet som ligger närmast. Läs den och avgör själv."
)
CHECK_SUPPORT = "Kan ha stöd i"
CHECK_NO_SUPPORT = "Inget stöd hittat."
CHECK_MISSING = "{words} står inte där."

CHECK_WORD_LEAD = "Granskad i Belägg {date}. Vid varje citat står en kommentar; det som behöver rättas är gulmarkerat."
CHECK_WORD_QUOTE = "Citat {n}: {verdict}"
CHECK_WORD_SOURCE = "I källan: {words}"
CHECK_WORD_NEAREST = "Närmaste ställe: {words}"
CHECK_WORD_SPEAKER = "Vem som talar där: {origin}"
CHECK_WORD_CLAIMED = "I texten: {speaker}"

CHECK_FOR_SCRIPT = {
    "chosen": CHECK_CHOSEN,
    "reading": CHECK_READING,
    "progress": CHECK_PROGRESS,
    "stopped": CHECK_STOPPED,
    "tooLarge": CHECK_TOO_LARGE,
    "unreadable": CHECK_UNREADABLE,
    "shown": CHECK_SHOWN,
    "writing": CHECK_WRITING,
    "taken": CHECK_TAKEN,
    "pasted": CHECK_PASTED,
    "fileName": CHECK_FILE_NAME,
    "serverLost": SERVER_LOST,
}

# --- reviews ---

MONTHS = (
    *("januari", "februari", "mars", "april", "maj", "juni"),
    *("juli", "augusti", "september", "oktober", "november", "december"),
)
MOMENT = "{date} kl.\u00a0{time}"
SEALS = {"approved": "✓", "rejected": "✗", "outdated": "!"}

REVIEWED = "Granskad av {reviewer}, {date}"
REJECTED_CITATION = "citat {numbers} underkänt"
REJECTED_CITATIONS = "citat {numbers} underkända"
REJECTED_ANSWER = "svaret underkänt"
REJECTED_BY_REVIEWER = "Underkänt av granskaren"
REVIEWER_COMMENT = "Granskarens kommentar"
REVIEW_ANSWER = "Granska svaret"

REVIEWS = "Granskade svar"
REVIEWS_LEAD = (
    "Här finns alla svar som har getts, de senaste först. Öppna ett svar, bedöm varje citat och signera. Då står "
    "”Granskad” vid svaret överallt där det visas, tills ett dokument som det bygger på ändras."
)
REVIEWS_PRIVACY = "Frågor och svar sparas på servern, men inte vem som har frågat."
REVIEWS_ABOUT = (
    "Varje fråga sparas också på servern tillsammans med sitt svar, så att någon som kan materialet kan granska och "
    "signera svaret. Vem som har frågat sparas inte."
)
REVIEWS_LINK = "Se svaren och vad som är granskat"
REVIEWS_FAILED = "Svaren gick inte att hämta. Säg till den som sköter Belägg, och försök igen senare."
FIND_LABEL = "Sök i frågor och svar"
FIND = "Sök"
FILTER_LABEL = "Visa"
FILTERS = {"all": "Alla", "unsigned": "Osignerade", "signed": "Signerade", "outdated": "Inaktuella"}
FOUND = "{shown} av {count} svar visas, de senaste först."
MORE = "Visa fler"
NO_KEPT = "Inga svar än. Här samlas svaren när någon har ställt en fråga, så att de går att granska och signera."
NO_MATCH = "Inget svar passar."
SHOW_ALL = "Visa alla svar"
GIVEN_ONCE = "Gavs {last}"
GIVEN_TIMES = "Gavs {times} gånger, senast {last}"
FOLLOWS = "Ställd efter ”{question}”"
UNSIGNED = "Inte granskat"
OUTDATED = "Inaktuell granskning av {reviewer}, {date}"
TAKE_REVIEWS = "Ta med granskningarna"
TAKE_CSV = "Ladda ner granskningar (CSV)"
TAKE_CASES = "Ladda ner som testfall (JSONL)"

REVIEW_OF = "Granska: {question}"
NO_SUCH_ANSWER = "Svaret finns inte här"
NO_SUCH_ANSWER_HELP = "Det har aldrig getts på den här servern, eller så är länken felskriven. Leta i listan över svar."
EARLIER_QUESTIONS = "Frågan ställdes efter"
SIGNED_THEN = "Svaret signerades av {reviewer} den {date}."
DOCUMENT_CHANGED = "Dokumentet har ändrats sedan dess: citat {numbers} stämmer inte längre."
QUOTES_STAND = "Dokumentet har ändrats sedan dess. Citaten står kvar ordagrant."
MATERIAL_CHANGED = "Materialet har ändrats sedan dess."
CHANGED_SINCE_GIVEN = "Dokumentet har ändrats sedan svaret gavs: citat {numbers} stämmer inte längre."
REVIEW_AGAIN = "Gå igenom svaret och signera det på nytt."
ASK_AGAIN = "Ställ frågan igen, och granska det nya svaret."
SHORTCUTS = "Kortkommandon:"
SHORTCUT_KEYS = (("1–9", "går till ett citat"), ("G", "godkänner det"), ("U", "underkänner det"))
CONTEXT = "I källan"
OPEN_PLACE = "Läs i källan"
OPEN_PLACE_LABEL = "Läs i källan, citat {n}, i en ny flik"
JUDGE_CITATION = "Bedöm citat {n}"
APPROVE = "Godkänn"
REJECT = "Underkänn"
VERDICTS = {"approved": "Godkänt", "rejected": "Underkänt"}
COMMENT_ON_CITATION = "Kommentar till citat {n} (frivillig)"
JUDGE_NOT_FOUND = "Stämmer det att materialet inte svarar?"
JUDGE_ANSWER = "Stämmer svaret?"
YES = "Ja"
NO = "Nej"
SIGN_HEADING = "Signera"
COMMENT_ON_ANSWER = "Kommentar till svaret (frivillig)"
REVIEWER_NAME = "Ditt namn"
REVIEWER_NAME_HELP = "Står vid svaret, med dagens datum."
REVIEW_CODE = "Granskarkod"
SIGN = "Signera"
CHANGE_REVIEW = "Ändra"
KEEP_REVIEW = "Avbryt"
WITHDRAW = "Ta bort signeringen"
WITHDRAW_QUESTION = "Ta bort signeringen?"
WITHDRAW_HELP = "Bedömningen och kommentarerna försvinner, och svaret visas inte längre som granskat."
WITHDRAW_YES = "Ta bort"
WITHDRAW_NO = "Behåll"
WRONG_CODE = "Granskarkoden stämmer inte. Fråga den som sköter Belägg."

REVIEW_FOR_SCRIPT = {
    "judged": "{count} av {of} citat bedömda.",
    "serverLost": SERVER_LOST,
}

"""Swedish as data: the words that structure and attribution look for. Code stands elsewhere.

The lists hold word classes of the language, never names from a document.
"""

from __future__ import annotations

ABBREVIATIONS = frozenset(
    "bl.a. bl a. ca. dvs. d.v.s. dr. e.d. etc. ev. exkl. f.d. f.n. forts. fr.o.m. ggr. hr. inkl. jfr. kl. kr. "
    "m.a.o. m.fl. m.m. mkr. nr. o.d. o.s.v. osv. p.g.a. pga. prof. resp. s.a.s. s.k. sid. sthlm. t.ex. t.o.m. t.v. "
    "tel. tfn. ung. uppl. ö.h. övers. avd. bil. exv. förf. gm. moms. red. st.f. u.a. v. å.s.".split()
)
"""Words whose full stop ends no sentence."""

SINGLE_QUOTES = "’‘'‚"
DOUBLE_QUOTES = '”“„"»«'
DASHES = "–—-−"
BULLETS = "•·▪◦‣*–—-"

SPEECH_VERBS = frozenset(
    "sa sade säger sagt berättar berättade konstaterar konstaterade menar menade anser ansåg förklarar förklarade "
    "svarar svarade frågar frågade undrar undrade påpekar påpekade betonar betonade poängterar poängterade "
    "understryker underströk framhåller framhöll hävdar hävdade tillägger tillade avslutar avslutade inleder "
    "inledde fortsätter fortsatte sammanfattar sammanfattade beskriver beskrev skriver skrev medger medgav erkänner "
    "erkände varnar varnade uppmanar uppmanade reflekterar reflekterade resonerar resonerade kommenterar "
    "kommenterade invänder invände inflikar inflikade utbrister utbrast ropar ropade suckar suckade skrattar "
    "skrattade ler log intygar intygade försäkrar försäkrade bekräftar bekräftade noterar noterade slår slog "
    "utvecklar exemplifierar summerar summerade tipsar tipsade råder rådde lovar lovade skojar skojade skämtar "
    "skämtade protesterar protesterade instämmer instämde funderar funderade minns mindes filosoferar citerar "
    "yttrar yttrade yttrat rapporterar rapporterade redogör redogjorde redovisar redovisade informerar informerade "
    "upplyser upplyste meddelar meddelade föreslår föreslog yrkar yrkade påminner påminde viskar viskade muttrar "
    "muttrade".split()
)
"""Verbs that can stand as the tag of a quotation: "…", säger Anna."""

OPINION_VERBS = frozenset(
    "tycker tyckte tror trodde hoppas hoppades vill ville önskar önskade känner kände upplever upplevde ser såg "
    "lyfter lyfte pekar pekade efterlyser efterlyste saknar saknade oroar befarar befarade räknar jämför jämförde "
    "håller höll ger gav har drar drog tvivlar bedömer bedömde uppfattar uppskattar uppskattade kritiserar "
    "kritiserade ifrågasätter ifrågasatte argumenterar vittnar vittnade välkomnar efterfrågar nämner nämnde framför "
    "framförde uppger uppgav påstår påstod hänvisar hänvisade tackar hälsar spår rekommenderar minns vet visste "
    "tänker tänkte återkommer avråder avrådde förordar förordade anmäler anmälde lugnar lugnade avfärdar avfärdade "
    "förstår är var hade accepterar betvivlar beklagar vägrar vägrade motiverar motiverade".split()
)
"""Verbs that tell what somebody thinks, beside the speech verbs; some of them only with the words below."""

WEAK_OPINION_VERBS = frozenset(
    "skriver skrev ser såg håller höll ger gav har hade drar drog räknar känner kände vill ville slår "
    "slog log ler skrattar "
    "tackar hälsar jämför jämförde saknar saknade oroar spår vet visste utvecklar redovisar hänvisar hänvisade "
    "återkommer uppskattar uppskattade upplever upplevde tänker tänkte lyfter lyfte pekar pekade är var förstår".split()
)
"""Verbs that tell of an opinion only with a clause or noun that says so."""

OPINION_NOUNS = (
    r"\w*perspektiv|\w*resonemang|exempel på|uppfattning\w*|åsikt\w*|synpunkt\w*|råd|förståelse|lärdom\w*|"
    r"förklaring\w*|invändning\w*|slutsats\w*|farhåg\w*|förslag\w*|övertygelse|övertygad|skeptisk|kritisk|nöjd|missnöjd|tveksam|orolig|"
    r"stolt|kluven|noga|oense|besviken|förvånad|säker|osäker"
)
"""Nouns and adjectives that say that someone thinks something."""

OPINION_CLAUSES = r"att|hur|vad|med|med om|frågan|behovet|vikten|fram"
"""Words after a weak verb (other than have and be) that start or complete what is thought."""

SURNAME_ENDINGS = tuple(
    "berg björk blom borg dahl ek ell fält gren gård holm hult in kvist land lind linder lund löf löv nér qvist quist "
    "skog son stedt sten strand ström vall wall én".split()
)
"""What Swedish surnames without a final s end in: a further s is a genitive."""

NAMES_LIKE_WORDS = frozenset({"per", "maj", "mina"})
"""First names that are also function words or months; with a surname after them they are names."""

NOT_SUBJECT_BEFORE = frozenset(
    "till med av om från för hos på åt mot utan efter mellan hjälper hjälpte låter frågar fråga ringer tack".split()
)
"""A name right after one of these is not the subject of the clause."""

PRONOUNS = frozenset({"hon", "han", "hen"})

ROLE_HEADS = frozenset(
    "ansvarig receptarie apotekare musiker medlem chaufför administratör advokat agronom aktivist analytiker "
    "antikvarie apotekare arkeolog arkitekt arkivarie arbetare assistent barnmorska barnskötare bagare biolog "
    "bibliotekarie biträde bonde borgmästare brandman brandmästare byggmästare byråchef chaufför chef coach "
    "dagmamma dansare designer diakon dietist direktör disponent distriktssköterska docent doktor doktorand ekolog "
    "ekonom elektriker elev entreprenör expert farmare fastighetsskötare fiskare fotograf forskare frisör "
    "fritidsledare fysioterapeut fältassistent föreläsare förestå föreståndare författare förskollärare förvaltare "
    "geograf geolog grafiker guide gymnast hamnkapten handledare handläggare hantverkare historiker husmor husfru "
    "idrottare informatör ingenjör inspektör instruktör intendent jurist journalist kamrat kanslist kantor kapten "
    "kassör kemist kock kommunalråd kommunikatör konditor konservator konstnär konsulent konsult koordinator "
    "kommendant kurator kuratorn kyrkoherde kåkfarare köksmästare körledare lantbrukare ledare ledamot lektor "
    "logoped lokförare lots läkare lärare maskinist matros mekaniker meteorolog metodutvecklare moderator montör "
    "museichef musiker målare mästare näringslivschef odlare officer ombud operatör ordförande organisatör patient "
    "pedagog pensionär polis politiker pilot planerare praktikant president producent professor programmerare "
    "projektör präst psykolog redaktör rektor representant revisor räddningsledare rådgivare rörmokare sakkunnig "
    "samordnare scout sekreterare signalist sjukgymnast sjuksköterska skeppare skogvaktare skolsköterska skribent "
    "sköterska skådespelare slöjdare smed snickare socialarbetare socionom sommarjobbare specialist språkrör "
    "statistiker stationschef statsvetare strateg student städare styrman svetsare säljare talesperson tandläkare "
    "tandsköterska tapetserare tekniker teknolog terapeut tolk trafikledare tränare trädgårdsmästare tulltjänsteman "
    "tjänsteman undersköterska ungdomsledare utbildare utredare utvecklare vaktmästare veterinär verkmästare "
    "vetenskapsman vice vd vård värd värdinna vice-ordförande vikarie väktare ålderman åklagare översköterska "
    "överläkare överstelöjtnant fanjunkare grundare ägare delägare initiativtagare medarbetare kollega volontär "
    "nämndeman riksdagsledamot förvaltningschef sångare spelman dirigent violinist regissör scenograf koreograf "
    "slöjdlärare snöskottare förman brukare boende hyresgäst förälder mamma pappa morfar mormor farfar farmor "
    "granne kund besökare låntagare deltagare kursdeltagare ordförande-kvinna skogsägare fåraherde renskötare "
    "biodlare mjölkbonde djurskötare växtförädlare krögare hotellvärd receptionist expedit butikschef handlare "
    "köpman redare hamnarbetare truckförare bussförare förare lokalvårdare systemvetare systemförvaltare "
    "webbredaktör beredskapssamordnare lokförare vicerektor prorektor dekan prefekt adjunkt amanuens "
    "rektorsassistent elevhälsochef kökschef måltidschef matbespisare kallskänka översättare skrivare kartritare "
    "lantmätare mätare hydrolog oceanograf botaniker zoolog ornitolog statsråd minister landshövding ambassadör "
    "talman ombudsman jägare jaktledare fjällräddare".split()
) - {"förestå", "kuratorn", "vård", "vice", "skrivare", "mätare", "kåkfarare"}
"""Heads of nouns for what a person is or does, base form; compounds are recognised by their last part."""

ROLE_PREPOSITIONS = frozenset("i på vid för hos från inom".split())

ORGANISATION_NOUNS = frozenset(
    "region universitet högskola museum skola gymnasium sjukhus lasarett vårdcentral akademi arkiv "
    "församling förening kulturhus räddningstjänst klubb förbund bolag institut förvaltning stiftelse "
    "kooperativ".split()
)
"""Nouns that end the name of an organisation: Björkvikens vårdcentral."""

LIBRARY_NOUNS = frozenset(
    "bibliotek biblioteket stadsbibliotek folkbibliotek kommunbibliotek huvudbibliotek kommun kommunen stad".split()
)
"""Nouns after a place that leave the place as the organisation's short name: Luleå stadsbibliotek → Luleå."""

REPORT_WORDS = (
    r"\brapport(?:en|er|erna|ens)?\b|rapporten\b|\bforskar(?:e|en|na|nas|ens|es|team\w*|grupp\w*)?\b|"
    r"\bstudien?\b|\bstudier(?:na)?\b|"
    r"\bundersökning(?:en|ar|arna)?\b|\bsjälvskattat\b|"
    r"\bhögskattande\b|\banalysera(?:t|r|de)? (?:data|materialet|svaren|hur)\b|\bkvantitativ\w*"
)
"""What shows that a sentence tells of a report or of the research behind it."""

NAVIGATION = (
    r"(?:gå|hoppa|skip)(?: direkt)? (?:till|to) .{0,20}(?:innehåll|content|navigation|sidfot|meny)\w*|"
    r"(?:huvud)?meny|sök|dela(?: sidan| artikeln)?|skriv ut|lyssna|logga in|till toppen|hem|start|"
    r"cookies?.*|vi använder cookies.*|"
    r"(?:facebook|twitter|linkedin|x|e-post|mejla)"
)
"""A whole line that belongs to a web page's frame."""

COMMENT_FORM = (
    r"(?:\d+ )?kommentarer(?: \(\d+\))?|lämna (?:en kommentar|ett svar)|skriv en kommentar|"
    r"hjälpte (?:detta|det här|sidan) dig\?|var sidan till hjälp\?|fält markerade med \* är obligatoriska.*|"
    r"din e-post\w* kommer inte .*|"
    r"relaterade artiklar|läs också"
)
"""A whole line that opens the part below an article; everything after it is residue."""

MONTHS_AND_DAYS = frozenset(
    "januari februari mars april maj juni juli augusti september oktober november december måndag tisdag onsdag "
    "torsdag fredag lördag söndag jul påsk pingst midsommar".split()
)

CONJUNCTIONS = tuple("och eller samt men till respektive resp kontra alternativt såväl än in".split())
"""Words after a hyphen that is no line's end but stands for a common last part: kultur- och fritidsnämnden."""

NEGATIONS = frozenset(
    "inte ej icke aldrig ingen inget inga ingenting ingenstans ingendera varken nej utan knappt knappast omöjligt "
    "not no never none nothing nobody neither nor without cannot can't don't doesn't didn't isn't aren't wasn't "
    "weren't won't wouldn't couldn't shouldn't hasn't haven't hadn't".split()
)
"""Words that turn the meaning of what stands around them, in Swedish and in English, lower case."""

FUNCTION_WORDS = frozenset(
    "och att det i en som på är av för med till den har de inte om ett han men var jag sig från vi så kan när år du "
    "nu ut in dem eller vad upp över mot vid efter mycket här där hur alla man då blir finns får ska skall kommer "
    "också bara sin sina sitt hon hans hennes denna detta dessa ni er oss dig mig min mina mitt din dina ditt vilka "
    "vilken vilket vem varför vart vars ju väl nog även utan genom under mellan innan sedan än ännu redan igen "
    "någon något några ingen inget inga blev bli blivit vara varit vore hade ha haft skulle kunde måste borde deras "
    "dess samt både antingen varken medan därför eftersom fast trots enligt inom hos åt per via".split()
)
"""Words without a topic of their own, left out of lexical search."""

ORGANISATION_WORDS = (
    r"barnen|byrå|centrum|center|dagblad|departement|folket|högskol|kansli|korset|kulturråd|media|museet|myndighet|"
    r"nyheter|nätverk|opera|orkester|press|projekt|radio|redaktion|rådet|skolan|sverige|styrelse|teater|television|"
    r"tidning|verket|wikipedia"
)
"""Parts of names that no person bears, beside the nouns in `corpus.swedish`."""

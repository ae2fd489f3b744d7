"""The fields of a statement, one wrinkle to a line: status, kind, years, payer, payee and fund."""

# ruff: noqa: E501  one wrinkle to a line, however long

import pytest

from imports.formats.reading import snapshot_bytes
from imports.minutes.reader import read_minutes
from ledger.drafts import Candidate
from ledger.parties.names import Names

HEAD = "Protokoll Styrgruppen för samverkan 2024-03-05\nRegion Halland, Falkenbergs kommun\n\n"


def read(text: str) -> list[Candidate]:
    source = snapshot_bytes("m.txt", f"{HEAD}{text}".encode())
    return list(read_minutes(source, Names.shipped()).candidates)


STATUS = [
    ("below Beslut",             "Beslut\n1. Gruppen får 40 tkr.",                       "decided",     "status.label.decision"),
    ("Beslut: on the line",      "Beslut: Regionen betalar ut 40 tkr.",                  "decided",     "status.label.decision"),
    ("beslutar att",             "Styrgruppen beslutar att avsätta 40 tkr.",             "decided",     "status.verb.decided"),
    ("reported decision",        "I mars fastställde styrelsen en ram om 40 tkr.",       "decided",     "status.verb.decided"),
    ("may use",                  "Gruppen får använda högst 40 tkr under året.",         "decided",     "status.verb.decided"),
    ("in the present tense",     "40 tkr avsätts till en utbildning.",                   "decided",     "status.present-tense"),
    ("att-list",                 "#### Styrgruppen beslutar\n\n**att** avsätta 40 tkr",  "decided",     "status.label.decision"),
    ("governing last word",      "Förslaget, där skolan föreslås få 40 tkr, godkänns.",  "decided",     "status.last-word"),
    ("a request granted",        "Beslut\nHemställan om 40 tkr beviljas.",               "decided",     "status.last-word"),
    ("föreslår",                 "Beredningen föreslår att 40 tkr avsätts.",             "proposed",    "status.verb.proposed"),
    ("decides to apply",         "Gruppen beslutar att ansöka om 40 tkr.",               "proposed",    "status.decides-to-propose"),
    ("a point: to apply",        "Beslut\n- att ansöka om 40 tkr hos staten",            "proposed",    "status.decides-to-propose"),
    ("proposes to decide",       "Beslut\nNämnden föreslår att fullmäktige beslutar:\n1. Skolan får 40 tkr.", "proposed", "status.lead.proposed"),
    ("the intention",            "Avsikten är att 40 tkr ska delas ut.",                 "proposed",    "status.verb.proposed"),
    ("below Yrkanden",           "Yrkanden\nPartiet vill lägga 40 tkr på skolan.",       "proposed",    "status.label.proposal"),
    ("sent back",                "Beslut\nFrågan om 40 tkr till skolan återremitteras.", "proposed",    "status.postponed"),
    ("refused",                  "Ansökan om 40 tkr avslås.",                            "rejected",    "status.rejected.sentence"),
    ("refused afterwards",       "Gruppen erbjuds kursen för 40 kr per person. Det tackar gruppen nej till.", "rejected", "status.rejected.next-sentence"),
    ("told",                     "Samordnaren informerar om att 40 tkr återstår.",       "information", "status.default"),
    ("the whole is only told",   "Beslut\n5 tkr av reservens kapital på 40 tkr delas ut.", "information", "status.whole-of-part"),
    ("background",               "Beslut\nStatsbidraget har ökat med 40 tkr.",           "information", "status.background"),
    ("rows without bullets",     "Nämnden föreslår följande fördelning:\n\nLaholms IF, läger, 30 tkr\n\nHylte IF, läger, 40 tkr", "proposed", "status.lead.proposed"),
    ("rows that begin with sums", "Nämnden begär medel till följande:\n\n4 mnkr till en skola. Av det går 1 mnkr till taket.\n\n2 mnkr till en hall.", "proposed", "status.lead.proposed"),
    ("has applied, in rows",     "Klubben har ansökt om bidrag till följande:\n- bollar 40 tkr", "proposed",  "status.lead.proposed"),
    ("prose after the rows",     "Nämnden föreslår följande stöd:\nLaholm 30 tkr\nHylte 40 tkr\nDet är allt. Skulden är 9 tkr.", "information", "status.default"),
    ("a blank line before att",  "Nämnden föreslår fullmäktige besluta\n\natt avsätta 40 tkr,", "proposed",    "status.lead.proposed"),
    ("the governing verb",       "Nämnden föreslår, efter samråd, att klubben beviljas 40 tkr.", "proposed",     "status.governs"),
    ("governs under Beslut",     "Beslut\nNämnden föreslår styrelsen att klubben beviljas 40 tkr.", "proposed",  "status.governs"),
    ("has applied",              "Klubben har ansökt om 40 tkr.",                         "proposed",    "status.verb.proposed"),
    ("beslöt",                   "Styrelsen beslöt avsätta 40 tkr till resor.",           "decided",     "status.verb.decided"),
    ("a participle tells",       "Hittills har 40 tkr av beviljade 50 tkr gått åt.",      "information", "status.default"),
    ("is assumed",               "Gruppen beslutar om läger. Räntan antas bli 40 tkr.",   "information", "status.default"),
    ("a decision goes on",       "Gruppen beslutar att anlita en tolk. Av ramen får 40 tkr användas till resor.", "decided", "status.goes-on.decided"),
    ("a proposal goes on",       "Nämnden föreslår en höjning. Ramen skulle då bli 40 tkr.", "proposed", "status.goes-on.proposed"),
    ("lost in the item",         "## Stöd till läger\n\nKlubben har ansökt om 40 tkr.\n\nBeslut: Ansökan avslås.", "rejected", "status.rejected.in-item"),
    ("a lost vote",              "## Läger\n\nYrkanden\nA yrkar att klubben får 40 tkr.\n\nOmröstning\nDen leder inte ändring. Ordföranden finner att nämnden beslutar enligt utskottets förslag.", "rejected", "status.rejected.vote"),
    ("a reservation",            "A reserverar sig till förmån för eget yrkande om 40 tkr.", "rejected", "status.rejected.sentence"),
    ("each its participle",      "Av stödet har 40 tkr betalats ut och 5 tkr avslagits.", "rejected",    "status.rejected.sentence"),
    ("a column asked for",       "Klubb      Sökt      Beslut\nHylte IF    50 tkr     40 tkr\n", "decided", "status.column.decided"),
    ("a column not yet decided", "Klubb      Beslut      Sökt\nHylte IF    50 tkr     40 tkr\n", "proposed", "status.column.proposed"),
    ("a column of outcomes",     "Klubb      Beviljat      Kvar\nHylte IF    50 tkr     40 tkr\n", "information", "status.column.information"),
    ("a title over rows",        "Anmälan av delegationsbeslut\n\n2024-02-01  Nr 4   Läger, Hylte IF      40 tkr", "decided", "status.title.decided"),
    ("föreslår, to whom",        "Kommunstyrelsen föreslår kommunfullmäktige\n\natt anslå 40 tkr, samt\n\natt tacka.", "proposed", "status.lead.proposed"),
    ("whose proposal to decide", "Förvaltningens förslag till beslut\n1. Nämnden godkänner att 40 tkr avsätts.", "proposed", "status.label.proposal"),
    ("a sentence below a title", "## Ansökan om bidrag\n\nKlubben fick 40 tkr i fjol.",  "information", "status.default"),
    ("a row below a title",      "Förslag till budget\n\nPost Budget\nBibliotek 30 tkr\nMuseum 40 tkr", "proposed", "status.title.proposed"),
    ("a motion that is refused", "Motionärerna föreslår att 40 tkr avsätts.\n\nBeslut\n\nNämnden beslutar att avslå motionen.", "rejected", "status.rejected.in-item"),
    ("the vote below a line",    "Yrkanden\n\nA yrkar att anslaget blir 40 tkr.\n\nBeslutsgång\n\nOrdföranden finner att styrelsen beslutar enligt utskottets förslag.", "rejected", "status.rejected.vote"),
    ("a label among short lines", "Bidrag till parken\nBeslut\nAtt bevilja parken 40 tkr.", "decided", "status.label.decision"),
    ("set apart in the budget",  "I budgeten finns 40 tkr avsatta för läger.",            "decided",     "status.set-apart"),
    ("a row with its label",     "Klubb: Hylte IF\nSökt belopp: 30 tkr\nBeviljat belopp: 40 tkr", "decided", "status.column.decided"),
    ("had applied, below Beslut", "Beslut\nNämnden ger Hylte IF stöd. Klubben hade sökt 40 tkr.", "proposed", "status.verb.proposed"),
    ("asks back",                "Verket kräver tillbaka 40 tkr.",                        "information", "status.default"),
    ("a perfect of its own",     "Klubben beviljades 50 tkr och har använt 40 tkr.",      "information", "status.default"),
    ("a share of an agreement",  "Staten och SKR har träffat en överenskommelse.\n\nDen är bra.\n\n- 40 tkr till skolan", "decided", "status.of-agreement"),
    ("to have another apply",    "Gruppen beslutar att uppdra åt förbundet att ansöka om 40 tkr.", "proposed", "status.decides-to-propose"),
    ("figures of a report",      "Delårsrapporten godkändes med följande utfall:\n- resultat 40 tkr", "information", "status.report"),
    ("a forecast of later",      "För 2026 beräknas 40 tkr avsättas.",                    "proposed",    "status.forecast"),
    ("sought, but got",          "Klubben sökte 50 tkr men tilldelades 40 tkr.",          "decided",     "status.verb.decided"),
    ("stands behind applying",   "Nämnden ställer sig bakom ansökan till verket om 40 tkr.", "proposed", "status.verb.proposed"),
    ("what is asked for",        "Inkomna ansökningar uppgår till sammanlagt 40 tkr.",    "proposed",    "status.asked-for"),
    ("turned round",             "Sammanlagt omfattar ansökningarna 40 tkr.",             "proposed",    "status.asked-for"),
    ("an agreement",             "Överenskommelsen för 2024 omfattar 40 tkr.",            "decided",     "status.agreed"),
    ("may, far from use",        "Verket får för sin del av arbetet använda 40 tkr.",     "decided",     "status.may-use"),
    ("what is left",             "Av de 50 tkr som avsattes återstår ca 40 tkr.",         "information", "status.still"),
    ("why it is proposed",       "I syfte att täcka bristen om 40 tkr har nämnden föreslagit en höjning.", "information", "status.purpose"),
    ("told in a relative",       "Totalt är det 40 tkr som fördelas i länet.",            "information", "status.default"),
    ("decided in a relative",    "De 40 tkr, som avsattes i fjol, räcker.",               "decided",     "status.verb.decided"),
    ("an assignment goes on",    "Regeringen uppdrar åt verket att stödja skolan.\n\nVerket ska lämna 40 tkr till elever.", "decided", "status.assigned"),
    ("a result that would be",   "Nämnden föreslår en avgift. Resultatet skulle bli 40 tkr.", "information", "status.default"),
    ("lost, without a heading",  "Yrkanden\nA yrkar att klubben får 40 tkr.\n\nBeslutsgång\nOrdföranden finner att nämnden bifaller utskottets förslag.", "rejected", "status.rejected.vote"),
    ("refused in its row",       "Anmälan av delegationsbeslut\n\n2024-02-01  Nr 4   Läger, avslag      40 tkr", "rejected", "status.rejected.sentence"),
]  # fmt: skip


def test_a_term_of_a_contract_binds_but_not_in_minutes() -> None:
    contract = "Avtal mellan parterna\n\nBeställaren betalar 40 kr per dygn."
    source = snapshot_bytes("a.txt", contract.encode())
    (term,) = read_minutes(source, Names.shipped()).candidates
    (told,) = read(contract)
    assert (term.status.value, told.status.value) == ("decided", "information")


def test_another_sum_has_its_own_verb() -> None:
    first, second = read("Verket får 40 tkr för 2024 och staten beräknar 50 tkr för 2025.")
    assert (first.status.value, second.status.value) == ("information", "proposed")


@pytest.mark.parametrize(("name", "text", "status", "rule"), STATUS, ids=[row[0] for row in STATUS])
def test_status(name: str, text: str, status: str, rule: str) -> None:
    candidate = read(text)[-1]
    assert candidate.status.value == status
    assert rule in {reason.rule for reason in candidate.reasons}


KINDS = [
    ("fakturerar",        "Förbundet fakturerar regionen 40 tkr.",                  "invoice"),
    ("rekvirera",         "Regionen rekvirerar 40 tkr i maj.",                      "requisition"),
    ("misspelt",          "Medlen, 40 tkr, rekvideras i maj.",                      "requisition"),
    ("återbetala",        "Förbundet återbetalar 40 tkr till staten.",              "repayment"),
    ("earlier years",     "RSS-medel från tidigare satsning, 40 tkr, finns kvar.",  "carry_over"),
    ("to next year",      "40 tkr förs över till nästa år.",                        "carry_over"),
    ("a member's fee",    "Medlemsavgiften uppgår till 40 tkr.",                    "transfer"),
    ("tilldelas",         "Skolan tilldelas 40 tkr.",                               "allocation"),
    ("a grant",           "Statsbidraget är 40 tkr i år.",                          "grant"),
    ("a cost",            "Kostnaden beräknas till 40 tkr.",                        "cost"),
    ("a fee per head",    "Kursen erbjuds för 40 kr per person.",                   "unit_price"),
    ("a remuneration",    "Arvodet fastställs till 40 kronor.",                     "unit_price"),
    ("own capital",       "Förbundets egna kapital är 40 tkr.",                     "other"),
    ("a loan's ceiling",  "Bolagets lånetak höjs till 40 mnkr.",                    "other"),
    ("a budget",          "Budgeten för gruppen är 40 tkr.",                        "budget"),
    ("a purpose is none", "40 tkr fördelas till kostnader för lokaler.",            "allocation"),
    ("per year no price", "Kostnaden är 40 tkr per år.",                            "cost"),
    ("the column wins",   "Post      Budget      Utfall\nResekostnader      30 tkr      40 tkr", "cost"),
    ("a column of rests", "Post      Beviljat      Kvar\nResekostnader      30 tkr      40 tkr", "other"),
    ("what it is for",    "Nämnden beslutar att bevilja följande bidrag:\n- materialkostnader, 40 tkr", "grant"),
    ("a row that costs",  "Nämnden beviljade bidrag till följande:\n- resan kostade 40 tkr", "cost"),
    ("for each child",    "Skolan får 40 tkr per år för ett barn.",                 "unit_price"),
    ("compensation",      "Vi har fått ersättning från Skatteverket med 40 tkr.",   "grant"),
    ("a tender",          "Lägsta anbud var 40 tkr per år.",                        "cost"),
    ("a yearly fee of members", "Årsavgiften höjs till 40 kr.",                 "transfer"),
    ("points at a deficit", "Prognosen pekar mot ett underskott på 40 tkr.",         "other"),
    ("to save",           "Nämnden ska spara 40 tkr.",                               "cost"),
    ("into a year's budget", "40 tkr överförs till investeringsbudget för 2023.",     "carry_over"),
    ("a deficit, not a forecast", "Prognosen visar ett underskott mot budget med 40 tkr.", "other"),
    ("a budgeted result", "Det budgeterade resultatet är 40 tkr.",                   "budget"),
    ("a row, not its column", "Post      Budget      Utfall\nIntäkter      50 tkr      40 tkr", "other"),
    ("lower than budget", "Utfallet är 50 tkr, vilket är 40 tkr lägre än budget.",   "other"),
    ("costs are shared",  "Kostnaderna fördelas så att skolan betalar 40 tkr.",      "cost"),
    ("paid out, of a cost", "Kostnaden är känd. Hittills har 40 tkr betalats ut.",   "cost"),
    ("paid out, no more", "Det är 40 tkr som betalats ut.",                          "allocation"),
    ("a day is no price", "Skulden uppgår till 40 tkr per den 31 mars 2023.",        "other"),
    ("worth of a contract", "Avtalet har ett uppskattat värde på 40 tkr.",           "cost"),
    ("carried over, av",  "Nämnden överför 40 tkr av 2023 års budget till 2024.",    "carry_over"),
    ("a fund's balance",  "Reparationsfonden uppgår till 40 tkr.",                   "other"),
    ("asks for",          "Klubben ansöker om 40 tkr till en resa.",                "grant"),
    ("out of capital",    "Anslaget ökas med 40 tkr ur det egna kapitalet.",         "allocation"),
    ("a limit",           "Regler för bidrag överstigande 40 tkr gäller.",           "other"),
    ("a limit elsewhere", "## Bidrag överstigande 50 tkr\n\nKlubben söker 40 tkr.", "grant"),
    ("from year to year", "40 tkr ska överföras från 2022 års budget till 2023 års budget.", "carry_over"),
    ("the subject",       "Kostnaden för att ge arvode om 5 kr till alla blir 40 tkr.", "cost"),
    ("each its subject",  "Kostnaden är 5 tkr och intäkten är 40 tkr.",              "other"),
    ("price in all",      "Kursen går på 5 kr á 8 personer (totalt 40 kr), en kostnad.", "cost"),
    ("half of the cost",  "Klubben beviljas 50 % av sina kostnader, högst 40 tkr.",  "allocation"),
    ("a cost for a grant", "Följande föreningar beviljas bidrag efter redovisade kostnader.\n\nNorra IF, tält 40 tkr", "grant"),
    ("an area of the budget", "Utgiftsområde 19\nFörfogande | 40 tkr |\nDisponeras av verket | 40 tkr |", "allocation"),
    ("left over",         "Prognosen är att 40 tkr blir kvar.",                     "other"),
    ("in the bank",       "På banken finns 40 tkr.",                                "other"),
    ("a bound",           "Inköp överstigande 40 tkr ska anmälas.",                 "other"),
    ("lending",           "Förbundet tar upp nya lån om 40 tkr.",                   "other"),
    ("deals out",         "Stiftelsen delar ut 40 tkr.",                            "grant"),
    ("a fixed fee",       "Därutöver debiteras varje medlemskommun 40 tkr.",        "transfer"),
    ("moved in budget",   "Vi omdisponerar 40 tkr mellan projekten.",               "transfer"),
    ("two in a sentence", "Från tidigare satsning finns 30 tkr, och nu rekvireras 40 tkr.", "requisition"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text", "kind"), KINDS, ids=[row[0] for row in KINDS])
def test_kind(name: str, text: str, kind: str) -> None:
    assert read(text)[-1].kind.value == kind


YEARS = [
    ("in the clause",        "Skolan får 40 tkr för 2023 och framåt.",                   (2023,)),
    ("a row of years",       "Skolan får 40 tkr för 2023, 2024 och 2025.",               (2023, 2024, 2025)),
    ("a period",             "Ramen för perioden 2021–2023 är 40 tkr.",                  (2021, 2022, 2023)),
    ("a short period",       "Ramen för perioden 2021-22 är 40 tkr.",                    (2021, 2022)),
    ("each its own",         "Skolan får 30 tkr för 2024 och 40 tkr för 2025.",          (2025,)),
    ("before all sums",      "Under 2024 får skolan 30 tkr och vården 40 tkr.",          (2024,)),
    ("the next one's year",  "Nu finns 40 tkr, och 50 tkr rekvireras för 2021.",         (2021,)),
    ("from the heading",     "## Medel för 2022\n\nGruppen får 40 tkr.",                 (2022,)),
    ("a date is none",       "Den 4 maj 2022 fick skolan 40 tkr.",                       ()),
    ("since is none",        "Nätverket finns sedan 2020 och kostar 40 tkr.",            ()),
    ("told by the meeting",  "Gruppen får 40 tkr året ut.",                              (2024,)),
    ("the head of a column", "Objekt      2024      2025\nBadhus      30 tkr      40 tkr", (2025,)),
    ("the title of a table", "Stöd 2023\nKlubb      Beslut\nHylte IF      40 tkr",      (2023,)),
    ("compared with",        "Det är mer jämfört med 2022. Gruppen får 40 tkr.",         ()),
    ("a balance of its day", "Ramen gällde 2022. Skulden är 40 tkr.",                    ()),
    ("a meeting's title",    "## Årsmöte 2023\n\nGruppen får 40 tkr.",                    ()),
    ("nothing",              "Gruppen får 40 tkr.",                                      ()),
    ("a result goes on",     "Ekonomin 2023 gäller resultat. Avvikelsen är 40 tkr.",     (2023,)),
    ("each its year before", "Kostnaden 2021–2022: 2021 30 tkr, 2022 40 tkr.",           (2022,)),
    ("a point of an agreement", "Avtalet för 2023 är tecknat.\n\nFördelning\n\n- 40 tkr till skolan", (2023,)),
    ("another point's year", "Medlen delas.\n- Avgiften för 2023 är 30 tkr\n- Arvode 40 tkr", ()),
    ("the year of a report", "Bokslutet 2023 är klart.\n\nDet ser bra ut.\n\nUnderskottet är 40 tkr.", (2023,)),
    ("a share of an agreement", "En överenskommelse har träffats för 2023.\n\nDen är bra. 40 tkr fördelas till skolan.", (2023,)),
    ("as of a day",          "Skulden uppgår till 40 tkr per den 31 mars 2023.",         (2023,)),
    ("in a relative clause", "Av de 50 tkr som avsattes 2022 till resor återstår 40 tkr.", (2022,)),
    ("a school year",        "Gruppen får 40 tkr för läsåret 2023/24.",                  (2023, 2024)),
    ("a number like years",  "Gruppen får 40 tkr enligt proposition 2023/24.",           ()),
    ("compared in the clause", "Kostnaden har ökat med 40 tkr jämfört med 2022.",        ()),
    ("when it was decided",  "I maj 2021 beslutade gruppen att avsätta 40 tkr.",         ()),
    ("a decision of a year", "Enligt beslutet från 2021 avsätts 40 tkr.",                ()),
    ("part of a name",       "Arbetet med Agenda 2030 kostar 40 tkr.",                   ()),
    ("said of the sum",      "Ramen är 40 tkr för 2024, och får sparas till 2025.",      (2024,)),
    ("another's part",       "Skulden är 40 tkr, varav 5 tkr avser 2022.",               (2022,)),
    ("a period stays",       "Staten gav stöd under 2021–2023. Gruppen får 40 tkr.",     ()),
    ("an event before",      "I maj 2023 kom en skrift om kostnader. Gruppen får 40 tkr.", ()),
    ("no noun of money",     "Vi bor i kommunen 2023.\n\nDet är bra.\n\nFöreningen får av kommunen 40 tkr.", ()),
    ("of the same noun",     "Avtalet för 2023 är tecknat.\n\nDet är bra.\n\nAvtalet ger 40 tkr.", (2023,)),
    ("a noun of two years",  "Avtalet för 2023 är bra. Avtalet för 2022 är det ej.\n\nAvtalet ger 40 tkr.", ()),
    ("årets, of the item",   "Ekonomin för 2023 är god.\n\nÅrets resultat är 40 tkr.",  (2023,)),
    ("the year before that", "Resultatet för 2023 är 40 tkr (föregående år 50 tkr).",    (2022,)),
    ("the same sum again",   "Skulden var 4 125 kr år 2023.\n\nDetta gäller 4 125 kr.", (2023,)),
    ("decided anew",         "Skulden var 4 125 kr år 2023.\n\nGruppen beslutar att ge 4 125 kr.", ()),
    ("past a heading",       "Stödet 2023 har följande inriktning.\n\n## Läger\n\n- Norra IF 40 tkr", (2023,)),
    ("prose after rows",     "Gruppen ger stöd 2023:\nLaholm 30 tkr\nHylte 40 tkr\nSkulden är 9 tkr.", ()),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text", "years"), YEARS, ids=[row[0] for row in YEARS])
def test_years(name: str, text: str, years: tuple[int, ...]) -> None:
    assert read(text)[-1].years == years


PARTIES = [
    # name                  text                                                             payer                   payee
    ("invoice",             "Laholms kommun fakturerar Region Halland 40 tkr.",              "Region Halland",       "Laholms kommun"),
    ("invoice turned",      "I maj fakturerade Laholms kommun Region Halland 40 tkr.",       "Region Halland",       "Laholms kommun"),
    ("invoiced",            "40 tkr faktureras Region Halland.",                             "Region Halland",       None),
    ("requisition",         "Region Halland rekvirerar 40 tkr från Socialstyrelsen.",        "Socialstyrelsen",      "Region Halland"),
    ("receives",            "Laholms kommun tilldelas 40 tkr.",                              None,                   "Laholms kommun"),
    ("receives turned",     "För detta tilldelas Laholms kommun 40 tkr.",                    None,                   "Laholms kommun"),
    ("pays out",            "Region Halland betalar ut 40 tkr till Laholms kommun.",         "Region Halland",       "Laholms kommun"),
    ("from and to",         "40 tkr överförs från Region Halland till Laholms kommun.",      "Region Halland",       "Laholms kommun"),
    ("repays",              "Laholms kommun återbetalar 40 tkr till Region Halland.",        "Laholms kommun",       "Region Halland"),
    ("whose ram goes down", "Laholms kommuns ram minskas med 40 tkr.",                       "Laholms kommun",       None),
    ("whose ram goes up",   "Laholms kommuns ram ökas med 40 tkr.",                          None,                   "Laholms kommun"),
    ("asks",                "Hemställan från Laholms kommun om 40 tkr beviljas.",            None,                   "Laholms kommun"),
    ("applies",             "Laholms kommun ansöker om 40 tkr hos Socialstyrelsen.",         "Socialstyrelsen",      "Laholms kommun"),
    ("is offered",          "Kommunerna erbjuds kursen för 40 kr per person.",               "Kommunerna i Hallands län", None),
    ("may use",             "Regionen bidrar så att kommunerna kan finansiera detta, 40 tkr.", "Region Halland",     "Kommunerna i Hallands län"),
    ("a mission is none",   "Laholms kommun får i uppdrag att skriva, och 40 tkr återstår.", None,                   None),
    ("a forum never pays",  "Styrgruppen avsätter 40 tkr.",                                  None,                   None),
    ("several at once",     "40 tkr vardera går till Laholms kommun och Hylte kommun.",      None,                   None),
    ("a row of names",      "Medlemmarna bidrar med: Laholms kommun 30 tkr, Hylte kommun 40 tkr.", "Hylte kommun",    None),
    ("no subject to grant", "Beslut\n- att bevilja Hylte kommun 40 tkr",                    None,                   "Hylte kommun"),
    ("the object of grant", "Beslut\n- att bevilja Lyktan i Eda 40 tkr",                      None,                   "Lyktan i Eda"),
    ("the one granted",     "Beslut\nProjekt ”Segling” beviljas 40 tkr.",                    None,                   "Projekt ”Segling”"),
    ("the applicant",       "Byalaget i Eda har ansökt om bidrag med 40 tkr.",               None,                   "Byalaget i Eda"),
    ("a body has applied",  "Hylte kommun har för 2024 ansökt om bidrag med 40 tkr.",        None,                   "Hylte kommun"),
    ("a name after till",   "Beslut\n40 tkr till Hospice Norrsken för musik.",               None,                   "Hospice Norrsken"),
    ("a name opens a row",  "Nämnden beslutar att fördela bidrag:\n- Eda GoIF – läger – 40 tkr", None,              "Eda GoIF"),
    ("a thing opens a row", "Styrgruppen beslutar att fördela bidrag:\n- Resor, 40 tkr",     None,                   None),
    ("a row of a table",    "Klubb      Beviljat bidrag\nEda GoIF      40 tkr",              None,                   "Eda GoIF"),
    ("an invoice is sent",  "Ny faktura på 40 tkr skickas till Hylte kommun.",               "Hylte kommun",         None),
    ("in all, of one",      "Hylte kommuns kostnader är totalt 40 tkr.",                     "Hylte kommun",         None),
    ("a row, its purpose after", "Följande föreningar beviljas bidrag\n\nEda hembygdsförening, målarfärg 40 tkr", None,  "Eda hembygdsförening"),
    ("the sum below the name", "Följande föreningar beviljas bidrag\n\nEda hembygdsförening, målarfärg\n\n40 tkr", None, "Eda hembygdsförening"),
    ("rows of what is paid", "Medlemsavgifter 2024 (tkr)\nLaholm      30\nHylte      40",     "Hylte kommun",         None),
    ("a row of cofinancing", "Bidrag, medfinansiering Region Halland: 40 tkr",                 "Region Halland",       None),
    ("told above the list", "Nämnden för kultur har begärt medel till följande:\n- 40 tkr till böcker", None,        "Nämnden för kultur"),
    ("in the heading above", "## Fördelning av medel till kommunerna\n\n- 40 tkr för utbildning", None,                "Kommunerna i Hallands län"),
    ("not over a sentence",  "Hylte kommun rekvirerar 30 tkr. Av beloppet går 40 tkr till resor.", None,               None),
    ("one purse pays on",    "Region Halland betalar 30 tkr. För resor utgår 40 tkr.",         "Region Halland",       None),
    ("another is debited",   "Region Halland betalar 30 tkr. Vid avbokning debiteras 40 tkr.", None,                   None),
    ("a new matter",         "Region Halland betalar 30 tkr. En räkning på 40 tkr saknas.",    None,                   None),
    ("who proposes is none", "Region Halland föreslår att bevilja Hylte kommun 40 tkr.",       None,                   "Hylte kommun"),
    ("an assembly decides",  "Kommunfullmäktige anslår 40 tkr till Hylte kommun.",             None,                   "Hylte kommun"),
    ("a paper is no body",   "Socialnämnden 2024-02-03, § 7\nFör resor betalas 40 tkr.",       None,                   None),
    ("permission",           "Socialnämnden får överföra 40 tkr.",                             None,                   None),
    ("half to each",         "40 tkr fördelas med hälften till Laholms kommun och hälften till Hylte kommun.", None,  None),
    ("respektive",           "Laholms kommun respektive Hylte kommun får 30 tkr respektive 40 tkr.", None,             "Hylte kommun"),
    ("reclaims",             "Skolverket återkräver 40 tkr.",                                  None,                   "Skolverket"),
    ("is disposed of by",    "40 tkr disponeras av Hylte kommun.",                             None,                   "Hylte kommun"),
    ("falls to",             "40 tkr tillfaller Hylte kommun.",                                None,                   "Hylte kommun"),
    ("an offer",             "Anbudet från Hylte Bygg AB är 40 tkr.",                          None,                   "Hylte Bygg AB"),
    ("a guarantee",          "Fullmäktige ingår borgen för Hylte Bygg AB:s lån om 40 tkr.",    None,                   "Hylte Bygg AB"),
    ("is credited",          "Nämnden krediterar Hylte kommun 40 tkr.",                        None,                   "Hylte kommun"),
    ("of several alike",     "Region Halland fördelar 40 tkr till 16 föreningar.",             "Region Halland",              "16 föreningar"),
    ("a name of two words",  "Beslut\n40 tkr till Norra kustnätverket.",                       None,                   "Norra kustnätverket"),
    ("a county receives",    "Hallands län får 40 tkr av regeringen.",                         "Staten",               "Hallands län"),
    ("below Från",           "Medel omfördelas.\n• Från Hylte kommun: vägar 30 tkr, broar 40 tkr", "Hylte kommun",      None),
    ("below Till",           "• Från Hylte kommun: vägar 30 tkr\n• Till Laholms kommun: broar 40 tkr", None,            "Laholms kommun"),
    ("below another Till",   "• Från Hylte kommun: vägar 30 tkr\n• Till vägar: broar 40 tkr", None,                     None),
    ("the applicant's line", "Sökande: Eda GoIF\nSökt bidrag: 40 tkr",                        None,                   "Eda GoIF"),
    ("asks in the title",    "## Ansökan om bidrag till läger från Eda GoIF\n\nBeslut\nBidrag om 40 tkr beviljas.", None, "Eda GoIF"),
    ("demanded of",          "Region Halland kräver 40 tkr av Hylte kommun.",                  "Hylte kommun",         None),
    ("its short name after", "Laholms kommun (regionen) tilldelas 40 tkr.",                    None,                   "Laholms kommun"),
    ("an application from",  "Ansökan från GIF Forsen om 40 tkr beviljas.",                    None,                   "GIF Forsen"),
    ("a project by its name", "Projektet Rena fjärdar tilldelas 40 tkr.",                       None,                   "Projektet Rena fjärdar"),
    ("a name and its noun",  "Forsens fiskelag beviljas 40 tkr.",                              None,                   "Forsens fiskelag"),
    ("a request is granted", "Skolans ansökan beviljas med 40 tkr.",                           None,                   "Skolan"),
    ("given to a name",      "Partistöd utbetalas till Bygdepartiet med 40 tkr.",              None,                   "Bygdepartiet"),
    ("given to, first",      "Till Svenska Kyrkan i Eda utbetalas 40 tkr.",                    None,                   "Svenska Kyrkan i Eda"),
    ("makes a ram smaller",  "Fullmäktige beslutar att minska socialnämndens ram med 40 tkr.", "Socialnämnden",        None),
    ("makes a ram larger",   "Fullmäktige beslutar att utöka socialnämndens ram med 40 tkr.",  None,                   "Socialnämnden"),
    ("the verb left out",    "Region Halland bidrar med 50 tkr och Hylte kommun med 40 tkr.",  "Hylte kommun",         None),
    ("moved within",         "40 tkr omfördelas från gatuenheten till parkenheten.",           "Gatuenheten",          "Parkenheten"),
    ("a person by part",     "Ledamoten får 40 tkr i bidrag.",                                 None,                   None),
    ("has got applications", "Socialnämnden har tagit emot ansökningar på 40 tkr.",            None,                   None),
    ("moved to next year",   "Socialnämnden begär att 40 tkr överförs till 2025.",             None,                   None),
    ("rows of who finances", "Finansiering\nSamordningsförbundet Väst 30 tkr\nRegion Halland 40 tkr", "Region Halland", None),
    ("a column of fees",     "Kommun         Avgift 2024\nHylte kommun   40 tkr",              "Hylte kommun",         None),
    ("below who decides",    "Beslut\nRegionstyrelsen beslutar\natt bevilja Eda Ridklubb 40 tkr", "Regionstyrelsen",    "Eda Ridklubb"),
    ("its grant to another", "Region Hallands bidrag till Hylte kommun är 40 tkr.",            "Region Halland",       "Hylte kommun"),
    ("what the board is for", "Socialnämnden för lekplatser får 40 tkr.",                      None,                   "Socialnämnden"),
    ("tekniska nämnden",     "Regionen betalar 40 tkr till tekniska nämnden för parken.",      "Region Halland",       "Tekniska nämnden"),
    ("a matter sent back",   "Bidraget återremitteras till Hylte kommun för att nå 40 tkr.",   None,                   None),
    ("right after the sum",  "Parterna finansierar kursen med 40 tkr från Hylte kommun.",       "Hylte kommun",         None),
    ("a member's fee",       "Medlemsavgiften till Kustförbundet är för Laholms kommun 30 tkr och för Hylte kommun 40 tkr.", "Hylte kommun", "Kustförbundet"),
    ("meant for a body",     "Beslutet innebär följande:\n• 40 tkr för socialnämnden",          None,                   "Socialnämnden"),
    ("the next name is its own", "Bygdepartiet får 50 tkr och därefter Norra Listan 40 tkr i stöd.", None,              None),
    ("the district's area",  "40 tkr avsätts till området.",                                    None,                   None),
    ("a budget item",        "Hylte kommun får en ökad budgetpost på 40 tkr.",                  None,                   "Hylte kommun"),
    ("paid by each",         "Kursen bekostas av Region Halland (50 tkr), Laholms kommun (30 tkr) och Hylte kommun (40 tkr).", "Hylte kommun", None),
    ("of whom it gets",      "Hylte kommun får 40 tkr av Boverket.",                           "Boverket",             "Hylte kommun"),
    ("an object comes first", "Region Halland bevisar detta och beviljar 40 tkr, och Hylte kommun tackar.", "Region Halland", None),
    ("gives, to nobody told", "Region Halland avsätter, liksom staten, 40 tkr.",                "Region Halland",       None),
    ("its share in paying",  "Hylte kommuns medfinansiering är 40 tkr.",                       "Hylte kommun",         None),
    ("another kind of money", "Region Halland betalar 50 tkr. Budgeten är 40 tkr.",             None,                   None),
    ("a name pays back",     "Lyktan i Eda ska återbetala 40 tkr.",                             "Lyktan i Eda",         None),
    ("claimed back from",    "Skolverket har skickat ett återkrav till Norra Lyktan på 40 tkr.", "Norra Lyktan",         "Skolverket"),
    ("nobody pays a level", "Det egna kapitalet är enligt Region Halland 40 tkr.",           None,                   None),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "text", "payer", "payee"), PARTIES, ids=[row[0] for row in PARTIES]
)
def test_parties(name: str, text: str, payer: str | None, payee: str | None) -> None:
    one = read(text)[-1]
    assert (one.payer.name if one.payer else None, one.payee.name if one.payee else None) == (
        payer,
        payee,
    )


FUNDS = [
    ("in the clause",          "Gruppen får 40 tkr av RSS-medel.",                              "RSS-medel",  "RSS-medel"),
    ("spelt in another way",   "Gruppen får 40 tkr ur kvinnofridsatsningen.",                   "kvinnofridsatsningen", "Kvinnofridssatsningen"),
    ("the precise wins",       "## Överenskommelsen om psykisk hälsa\n\nAv länsgemensamma medel får gruppen 40 tkr.", "Överenskommelsen om psykisk hälsa", "Psykisk hälsa och suicidprevention"),
    ("the general alone",      "Gruppen får 40 tkr av länsgemensamma medel.",                   "länsgemensamma medel", "Länsgemensamma medel"),
    ("other money of its own", "## Kvinnofridssatsningen\n\nRSS-medel, 30 tkr, räcker med nya medel som rekvireras, 40 tkr.", "Kvinnofridssatsningen", "Kvinnofridssatsningen"),
    ("not in any register",    "Gruppen tilldelas 40 tkr ur ungdomsrådets initiativpott.",      "ungdomsrådets initiativpott", None),
    ("set apart for",          "Av avsatta medel för lönesatsning får skolan 40 tkr.",          "lönesatsning", None),
    ("an appropriation",       "Beslut\nSkolan får 40 tkr ur anslag 4:1 Stöd till lärande.",     "anslag 4:1 Stöd till lärande", None),
    ("a buffer",               "Beslut\nSkolan får 40 tkr ur kulturbufferten.",                  "kulturbufferten", None),
    ("an appropriation itself", "Skolan beviljas ett anslag på 40 tkr.",                          None, None),
    ("a further appropriation", "Skolan beviljas 40 tkr i tilläggsanslag.",                       None, None),
    ("a new pot",              "En särskild pott om 40 tkr avsätts.",                            None, None),
    ("the pot that is known",  "Av den gemensamma kurspotten får skolan 40 tkr.",                "gemensamma kurspotten", None),
    ("put into a reserve",     "Beslut\n40 tkr avsätts i budgetreserv.",                         "budgetreserv", None),
    ("in the board's budget",  "Beslut\n40 tkr tas upp i skolnämndens driftbudget.",             "skolnämndens driftbudget", None),
    ("put to the capital",     "Beslut\nResten, 40 tkr, avsätts till eget kapital.",             "eget kapital", None),
    ("money by its last part", "Skolan får 40 tkr av kursmedlen.",                               "kursmedlen", None),
    ("a medicine is no money", "Skolan får 40 tkr till läkemedel.",                              None, None),
    ("in quotation marks",     "Skolan får 40 tkr ur posten ”allmän reserv”.",                    "allmän reserv", None),
    ("what is handed out",     "Av fördelning av bidrag till orkestrar tilldelas skolan 40 tkr.", "bidrag till orkestrar", None),
    ("a purpose of two words", "Ur statsbidraget för barn och unga får skolan 40 tkr.",           "statsbidraget för barn och unga", None),
    ("the same money goes on", "Skolan får 50 tkr ur kurspotten. Av beloppet avsätts 40 tkr till resor.", "kurspotten", None),
    ("other money does not",   "Skolan får 50 tkr ur kurspotten. Därtill avsätts 40 tkr till resor.", None, None),
    ("the other sum's source", "Stödet finansieras med 50 tkr ur kurspotten och 40 tkr i utdelning.", None, None),
    ("parts of the source",    "Gruppen fördelar 50 tkr ur kurspotten, varav 40 tkr går till resor.", "kurspotten", None),
    ("in the title",           "## Omfördelning av omställningsmedel\n\nSkolan tilldelas 40 tkr.", "omställningsmedel", None),
    ("what a cost is taken of", "Kostnaden, 40 tkr, tas ur kurspotten.",                          "kurspotten", None),
    ("charged afterwards",     "Skolan tilldelas 40 tkr.\n\nKostnaden belastar kurspotten.",     "kurspotten", None),
    ("joined by a hyphen",     "Skolan får 40 tkr ur Kurs-programmet.",                            "Kurs-programmet", None),
    ("a budget of a year",     "40 tkr tas upp i 2024 års budget.",                                None, None),
    ("an account",             "Stödet om 40 tkr belastar nämndens kurskonto.",                    "nämndens kurskonto", None),
    ("at its disposal",        "40 tkr anvisas ur styrelsens medel till förfogande.",              "styrelsens medel till förfogande", None),
    ("a result put away",      "Resultatet, 40 tkr, förs till kursfonden.",                         "kursfonden", None),
    ("what an agreement covers", "Parterna har en överenskommelse om jämlik tandvård. Totalt fördelas 40 tkr.", "överenskommelse om jämlik tandvård", None),
    ("above the rows",         "1:4 Stöd till idrotten\nLänsstyrelsen i Örebro län    40 tkr",      "Stöd till idrotten", None),
    ("what the title is about", "## Återkrav av statsbidrag 2020\n\nSkolan tilldelas 40 tkr.",      "statsbidrag 2020", None),
    ("a common word above a list", "Gruppen föreslår följande kommunbidrag:\n- Skolan får 40 tkr",  None, None),
    ("the source above a list", "Gruppen fördelar ur kurspotten:\n- Skolan får 40 tkr",              "kurspotten", None),
    ("a body that receives",   "40 tkr tilldelas Solfonden.",                                     None, None),
    ("a cost names none",      "Kostnaden för potten är 40 tkr.",                               None, None),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text", "written", "known"), FUNDS, ids=[row[0] for row in FUNDS])
def test_fund(name: str, text: str, written: str | None, known: str | None) -> None:
    one = read(text)[-1]
    assert (one.fund.text if one.fund else None, one.fund.name if one.fund else None) == (
        written,
        known,
    )


def test_the_fund_is_spelt_as_on_the_agenda_where_the_heading_slips() -> None:
    text = "- § 7 Kvinnofridssatsningen\n\n§ 7\n### Kvinnofridsatsningen\n\nGruppen får 40 tkr."
    assert [one.fund.text for one in read(text) if one.fund] == ["Kvinnofridssatsningen"]


def test_every_field_with_a_value_has_a_reason() -> None:
    (one,) = read(
        "Beslut: Laholms kommun fakturerar Region Halland ca 40 tkr av RSS-medel för 2023."
    )
    told = {reason.rule.partition(".")[0] for reason in one.reasons}
    assert told == {"exactness", "kind", "status", "payer", "payee", "fund", "years"}
    assert all(reason.note.endswith(".") for reason in one.reasons)

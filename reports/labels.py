"""The headings and sheet names of workbooks, in both languages side by side.

>>> Label.OVERVIEW.label("sv")
'Sammanställning'

Single words and headings stand here, as the terms of the trade do; whole sentences go through
`ledger.messages`.
"""

from __future__ import annotations

from ledger.terms import Term


class Label(Term):
    """A heading, a sheet's name or another fixed word in a workbook."""

    # Sheets
    OVERVIEW = "overview", "Sammanställning", "Overview"
    WHO_PAYS = "who_pays", "Vem betalar vem", "Who pays whom"
    DECISIONS = "decisions", "Beslut", "Decisions"
    FOLLOW_UP = "follow_up", "Uppföljning", "Follow-up"
    CONTROL = "control", "Kontroll", "Control"
    COMPARISON = "comparison", "Jämförelse", "Comparison"
    TERMS = "terms", "Villkor", "Terms"
    SIGNING = "signing", "Intygande", "Attestation"
    CHARTS = "charts", "Diagram", "Charts"

    OVER_YEARS = "over_years", "Över åren", "Over the years"
    OF_FUND = "of_fund", "Medel över åren", "A fund over its years"
    OF_BODY = "of_body", "Part över åren", "A body over its years"
    OF_FORUM = "of_forum", "Samverkansorganets beslut", "Decisions of a forum"
    OF_PLAN = "of_plan", "Plan och utfall", "Plan and outcome"
    OF_DEADLINES = "of_deadlines", "Tidsfrister", "Deadlines"
    OF_TRAIL = "of_trail", "Spår", "Trail"
    LINES = "lines", "Rader", "Lines"
    CLAIMS = "claims", "Fordringar", "Claims"
    DEBTS = "debts", "Skulder", "Debts"
    UNPOSTED = "unposted", "Inte bokfört", "Not posted"
    TERMS_UNKNOWN = "terms_unknown", "Villkor saknas", "Terms unknown"

    # Parts of sheets
    FUND_YEAR = "fund_year", "bidragsår", "fund year"
    PER_BODY = "per_body", "Fordringar och skulder per part", "Claims and debts per body"
    ALL_FUNDS = "all_funds", "alla medel", "all funds"
    PER_FUND = "per_fund", "Per medel", "Per fund"
    ENTRIES = "entries", "Poster", "Entries"
    SUMS = "sums", "Summor som ska vara 0", "Sums that must be 0"
    BODIES = "bodies", "Per part: rader och poster", "Per body: lines and entries"
    ABOUT = "about", "Om filen", "About this file"
    SOURCES = "sources", "Underlag", "Sources"

    # Columns
    BODY = "body", "Part", "Body"
    FUND = "fund", "Medel", "Fund"
    PAYER = "payer", "Betalare", "Payer"
    PAYEE = "payee", "Mottagare", "Payee"
    COUNTERPARTY = "counterparty", "Motpart", "Counterparty"
    ENTRY = "entry", "Post nr", "Entry no"
    PROPOSAL = "proposal", "Förslag nr", "Proposal no"
    DATE = "date", "Datum", "Date"
    KIND = "kind", "Slag", "Kind"
    IN = "in", "In (till parten)", "In (to the body)"
    OUT = "out", "Ut (från parten)", "Out (from the body)"
    DECISION = "decision", "Beslut", "Decision"
    TEXT = "text", "Text", "Text"
    AMOUNT = "amount", "Belopp (kr)", "Amount (kr)"
    AS_WRITTEN = "as_written", "Belopp i texten", "Amount in the text"
    CLAIM = "claim", "Fordran (kr)", "Claim (kr)"
    DEBT = "debt", "Skuld (kr)", "Debt (kr)"
    DECIDED_BY = "decided_by", "Beslutat av", "Decided by"
    MEETING_DATE = "meeting_date", "Mötesdatum", "Meeting date"
    SECTION = "section", "Paragraf", "Section"
    PAGE = "page", "Sida", "Page"
    QUOTE = "quote", "Citat ur protokollet", "Quote from the minutes"
    STATUS = "status", "Status", "Status"
    STATE = "state", "Läge", "State"
    REMARK = "remark", "Anmärkning", "Remark"
    FILE = "file", "Fil", "File"
    REASON = "reason", "Att göra", "To do"
    CHECK = "check", "Kontroll", "Check"
    DIFFERENCE = "difference", "Skillnad (kr)", "Difference (kr)"
    RESULT = "result", "Utfall", "Result"
    LINES_OF_SHEET = "lines_of_sheet", "Sammanställning − partens blad", "Overview − body's sheet"
    LINES_OF_ENTRIES = "lines_of_entries", "Rader − poster", "Lines − entries"
    YEAR = "year", "Bidragsår", "Fund year"

    GRANTOR = "grantor", "Bidragsgivare", "Grantor"
    AGREEMENT = "agreement", "Överenskommelse", "Agreement"
    CARRY_OVER = "carry_over", "Får överföras?", "May be carried over?"
    REQUISITION_BY = "requisition_by", "Rekvireras senast", "Requisition by"
    USE_BY = "use_by", "Används senast", "Use by"
    REPORT_BY = "report_by", "Redovisas senast", "Report by"
    CONDITIONS = "conditions", "Övriga villkor", "Other conditions"
    APPLIES_FROM = "applies_from", "Gäller från", "Applies from"
    ON_WORD = "on_word", "Enligt", "According to"
    FIGURE = "figure", "Uppgift", "Figure"
    CHANGE = "change", "Ändring", "Change"
    COMMENT = "comment", "Kommentar", "Comment"
    COMMENT_BEFORE = "comment_before", "Kommentar förra året", "Comment the year before"

    TO_YEAR = "to_year", "Till år", "To year"
    CORRECTS = "corrects", "Rättar post", "Corrects entry"
    DECIDED = "decided", "Beslutat (kr)", "Decided (kr)"
    INVOICED = "invoiced", "Fakturerat (kr)", "Invoiced (kr)"
    NOT_INVOICED = "not_invoiced", "Inte fakturerat (kr)", "Not invoiced (kr)"
    CARRY_UNTIL = "carry_until", "Överförs längst till", "Carried over until"
    PAID = "paid", "Betalt (kr)", "Paid (kr)"
    UNPAID = "unpaid", "Obetalt (kr)", "Unpaid (kr)"
    PAPER = "paper", "Papper", "Paper"
    STATED_BY = "stated_by", "Inmatat av", "Typed by"
    OUTCOME = "outcome", "Utfall (kr)", "Outcome (kr)"
    BUDGET = "budget", "Budget (kr)", "Budget (kr)"
    FORECAST = "forecast", "Prognos (kr)", "Forecast (kr)"
    DEVIATION = "deviation", "Avvikelse mot budget (kr)", "Deviation from budget (kr)"
    FORECAST_DEVIATION = (
        "forecast_deviation",
        "Avvikelse mot prognos (kr)",
        "Deviation from forecast (kr)",
    )
    COUNTED_FROM = "counted_from", "Dagarna räknas från", "Days are counted from"
    LAST_DAY = "last_day", "Sista dag", "Last day"
    DAYS_LEFT = "days_left", "Dagar kvar", "Days left"
    TO_DO = "to_do", "Att göra", "To do"
    MISSING = "missing", "Saknas (kr)", "Missing (kr)"

    # Steps of a waterfall
    STEP = "step", "Steg", "Step"
    BEFORE = "before", "Före", "Before"
    AFTER = "after", "Efter", "After"
    BASE = "base", "Bas", "Base"
    INCREASE = "increase", "Ökning", "Increase"
    INCREASE_BELOW = "increase_below", "Ökning under 0", "Increase below 0"
    DECREASE = "decrease", "Minskning", "Decrease"
    DECREASE_BELOW = "decrease_below", "Minskning under 0", "Decrease below 0"
    LEVEL = "level", "Saldo", "Balance"

    # To be signed
    PLACE_AND_DAY = "place_and_day", "Ort och datum", "Place and date"
    NAME = "name", "Namn", "Name"
    ROLE = "role", "Befattning", "Position"
    SIGNATURE = "signature", "Underskrift", "Signature"

    # Words
    TOTAL = "total", "Summa", "Total"
    HOLDS = "holds", "stämmer", "holds"
    FAILS = "fails", "FEL", "FAILS"
    POSTED = "posted", "bokfört", "posted"
    CORRECTION = "correction", "rättelse", "correction"
    TYPED = "typed", "inmatat för hand", "typed by hand"
    SHA256 = "sha256", "SHA-256", "SHA-256"
    HEAD = "head", "Bokens kontrollsumma", "Head hash of the book"
    UP_TO = "up_to", "Till och med post nr", "Up to entry no"
    BOOK = "book", "Bokens id", "Id of the book"
    PROGRAM = "program", "Program", "Program"
    LAST_EVENT = "last_event", "Bokens senaste händelse (UTC)", "Newest event of the book (UTC)"
    SELECTION = "selection", "Urval", "Selection"
    EVERYTHING = "everything", "alla parter och samverkansorgan", "all bodies and forums"
    FORUM = "forum", "Samverkansorgan", "Forum"

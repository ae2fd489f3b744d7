"""Every form a sum is written in, one to a line: the words, kronor, how exact, and what it is per."""

# ruff: noqa: E501  one wrinkle to a line, however long

import pytest

from imports.minutes.amounts import find_sums
from imports.minutes.folding import fold

FORMS = [
    # name                      text                                          kronor
    ("plain kronor",            "Gruppen får 500 kr.",                        ["500.00"]),
    ("groups of three",         "Hyran är 4 528 193 kronor i år.",            ["4528193.00"]),
    ("hard spaces",             "Hyran är 985\u00a0975\u00a0kr.",             ["985975.00"]),
    ("narrow spaces",           "Hyran är 12\u202f500 kr.",                   ["12500.00"]),
    ("thin spaces",             "Hyran är 12\u2009500 kr.",                   ["12500.00"]),
    ("groups by points",        "Lokalen kostar 1.250.000 kr.",               ["1250000.00"]),
    ("one group by a point",    "Lokalen kostar 50.000 kr.",                  ["50000.00"]),
    ("groups by apostrophe",    "Lokalen kostar 12'500 kr.",                  ["12500.00"]),
    ("öre by a comma",          "Avgiften blev 1 500,50 kr.",                 ["1500.50"]),
    ("öre by a point",          "Kaffet kostade 452.54kr.",                   ["452.54"]),
    ("colon and dash",          "Lotten kostar 1 000:- styck.",               ["1000.00"]),
    ("comma and dash",          "Lotten kostar 40,- styck.",                  ["40.00"]),
    ("SEK after",               "The price is 300 SEK.",                      ["300.00"]),
    ("SEK before",              "Budget: SEK 1,2 miljoner.",                  ["1200000.00"]),
    ("glued kronor",            "Vi köpte fika för 1200kr.",                  ["1200.00"]),
    ("glued tkr",               "Potten är 20tkr.",                           ["20000.00"]),
    ("tkr",                     "Potten är 155 tkr.",                         ["155000.00"]),
    ("tkr with a point",        "Potten är 7.2tkr.",                          ["7200.00"]),
    ("kkr",                     "Potten är 450 kkr.",                         ["450000.00"]),
    ("Mkr",                     "Investeringen är 1 774 Mkr.",                ["1774000000.00"]),
    ("mnkr",                    "Investeringen är 2,7 mnkr.",                 ["2700000.00"]),
    ("MSEK",                    "Investeringen är 3 MSEK.",                   ["3000000.00"]),
    ("milj kr",                 "Investeringen är 5,6 milj kr.",              ["5600000.00"]),
    ("milj. kr",                "Investeringen är 600 milj. kr.",             ["600000000.00"]),
    ("mn kr",                   "Investeringen är 4 mn kr.",                  ["4000000.00"]),
    ("M kr",                    "Investeringen är 2M kr.",                    ["2000000.00"]),
    ("miljoner kronor",         "Ramen är 6 394,5 miljoner kronor.",          ["6394500000.00"]),
    ("miljoner alone",          "Statsbidraget är 3,5 miljoner till länet.",  ["3500000.00"]),
    ("miljarder",               "Anslaget är 1,6 miljarder kronor.",          ["1600000000.00"]),
    ("mdkr",                    "Anslaget är 4 mdkr.",                        ["4000000000.00"]),
    ("tusen kronor",            "Anslaget är 75 tusen kronor.",               ["75000.00"]),
    ("unit said twice",         "Ramen är 350 Mkr kronor.",                   ["350000000.00"]),
    ("unit explained",          "Ramen är 1 563 miljoner kronor (mnkr).",     ["1563000000.00"]),
    ("number in words",         "Gåvan var nio miljoner kronor.",             ["9000000.00"]),
    ("compound in words",       "Gåvan var tjugofem tusen kronor.",           ["25000.00"]),
    ("half a million",          "Gåvan var en halv miljon kronor.",           ["500000.00"]),
    ("one and a half",          "Gåvan var en och en halv miljon kronor.",    ["1500000.00"]),
    ("one krona",               "Andelen är en krona per invånare.",          ["1.00"]),
    ("minus",                   "Resultatet blev -60,3 mkr.",                 ["-60300000.00"]),
    ("minus sign",              "Resultatet blev \u221249 kr.",               ["-49.00"]),
    ("plus",                    "Resultatet blev +91 miljoner kronor.",       ["91000000.00"]),
    ("unit on the next line",   "Resultatet blev 3\nmnkr i fjol.",            ["3000000.00"]),
    ("scale on the next line",  "Resultatet blev 24 miljoner\nkronor.",       ["24000000.00"]),
    ("soft hyphen inside",      "Resultatet blev 24 mil\u00adjoner kronor.",  ["24000000.00"]),
    ("divided word",            "Resultatet blev 24 mil-\njoner kronor.",     ["24000000.00"]),
    ("slipped decimal",         "Resultatet blev 72, 5 miljoner kronor.",     ["72500000.00"]),
    ("after a list number",     "1. 1 405 tkr betalas ut.",                   ["1405000.00"]),
    ("after a year",            "Hyran för 2021 621 kr.",                     ["621.00"]),
    ("after a year, grouped",   "Hyran för 2023 60 000 tkr.",                 ["60000000.00"]),
    ("öre",                     "Skatten höjs med 50 öre.",                   ["0.50"]),
    ("two in a sentence",       "A får 5 tkr och B får 6 tkr.",               ["5000.00", "6000.00"]),
    ("a part, bare",            "Ramen är 12 mnkr, varav 4,5 till skolan.",   ["12000000.00", "4500000.00"]),
    ("in pairs",                "A och B får 2 respektive 3 mnkr.",           ["2000000.00", "3000000.00"]),
    ("from and to",             "Ramen höjs från 5 till 7 mnkr.",             ["5000000.00", "7000000.00"]),
    ("said again in words",     "Gåvan var 12 500 kr (tolv tusen femhundra kronor).", ["12500.00"]),
    ("in English",              "The grant is SEK 2.5 million.",              ["2500000.00"]),
    ("glued list number",       "1.1 250 000kr till skolan.",                 ["1250000.00"]),
    ("öre by a colon",          "På kontot fanns 12 345:50 kr.",              ["12345.50"]),
    ("two scales in words",     "Gåvan var en miljon femtiotusen kronor.",    ["1050000.00"]),
    ("minus in a word",         "Resultatet blev minus 2,5 mnkr.",            ["-2500000.00"]),
    ("scale and participle",    "I fjol har 30 miljoner lånats upp.",         ["30000000.00"]),
    ("unit in the lead",        "Bidrag 2023, tkr:\nEda 1 250\nSumma 1 250",  ["1250000.00", "1250000.00"]),
    ("unit beside the name",    "Post (tkr)    Budget\nSkola    100",         ["100000.00"]),
    ("zero in a column",        "Utfall (belopp i tkr)\nSkola    0",          ["0.00"]),
    ("unit said longer",        "Belopp angivna i tkr\nSkola    100",         ["100000.00"]),
    ("a cell to a line",        "Bidrag\nKronor\n\nNorra skolan\n\n1 250 000\n\nSumma\n\n1 250 000\n\nVi var 1 500 där.", ["1250000.00", "1250000.00"]),
    ("each",                    "Kommunerna får 2 mnkr vardera.",             ["2000000.00"]),
    ("m.kr",                    "Ramen är 7,2 m.kr i år.",                    ["7200000.00"]),
    ("a row of names and sums", "A får 40 000 kronor, B 30 000, och C 20 000 kronor.", ["40000.00", "30000.00", "20000.00"]),
    ("a unit last in a row",    "Stödet: Alvik 40 000, Boda 30 000 och Eda 20 000 kronor.", ["40000.00", "30000.00", "20000.00"]),
    ("a unit in the title",     "Bidrag (kr)\nSkolan\n1 250 000\n",            ["1250000.00"]),
    ("a year and its unit",     "Stöd\n2024 (kr)\n\nSkolan\n\n1 250 000\n", ["1250000.00"]),
    ("kr before",               "Kostnaden är kr 4500 för hallen.",           ["4500.00"]),
    ("kr before, at the end",   "Kostnad: Kr 4 500",                          ["4500.00"]),
    ("a year after kr",         "Hyran var 40 kr 2024.",                      ["40.00"]),
    ("words, then digits",      "Bidraget är sju (7) miljoner kronor.",       ["7000000.00"]),
    ("digits, then words",      "Bidraget är 7 000 (sjutusen) kronor.",       ["7000.00"]),
    ("half a million",          "Bidraget är en knapp halv miljon kronor.",   ["500000.00"]),
    ("tusen alone",             "Kostnaden blir 250 tusen.",                  ["250000.00"]),
    ("millions that concern",   "Stödet är delat: 15 miljoner rör skolan.",   ["15000000.00"]),
    ("a row with one space",    "Bidrag\nKronor\n\nSkolan 1 250 000\n\nTotalt 1 250 000\n", ["1250000.00", "1250000.00"]),
]  # fmt: skip

RANGES = [
    ("hyphen",            "Det kostar 100-250 tkr.",                  ["100000.00", "250000.00"]),
    ("dash with spaces",  "Det kostar 250 – 300 miljoner kronor.",    ["250000000.00", "300000000.00"]),
    ("grouped",           "Det kostar 300 000–400 000 kr.",           ["300000.00", "400000.00"]),
    ("between",           "Det kostar mellan 700 och 800 MSEK.",      ["700000000.00", "800000000.00"]),
    ("two units",         "Det kostar 800 tkr-2M kr.",                ["800000.00", "2000000.00"]),
    ("between two units", "Det kostar mellan 1,5 mnkr och 2 mnkr.",   ["1500000.00", "2000000.00"]),
    ("thousands left out", "Det kostar 10–15 000 kr.",                ["10000.00", "15000.00"]),
    ("till",              "Det kostar 10 till 15 tkr.",               ["10000.00", "15000.00"]),
    ("decimals",          "Det kostar 5,4-7,4 miljarder kronor.",     ["5400000000.00", "7400000000.00"]),
]  # fmt: skip

NOT_MONEY = [
    ("a date with spaces",      "Tiden är 20210901 - 2022 04 01."),
    ("an ISO date",             "Mötet den 2022-04-01 ställs in."),
    ("a meeting's short date",  "Avtalet beslutas vid mötet 210611."),
    ("a time",                  "Vi ses kl. 09.00-12.00 och 13:00 – 15.30."),
    ("sections",                "Se § 120, §113 och 9 kap. 2 §."),
    ("a diary number",          "Dnr 21RGK153 och S2021/08111, KS/2017:126-022."),
    ("a law",                   "Enligt socialtjänstlagen (2001:453) gäller detta."),
    ("a phone number",          "Ring 0480-450 000 eller 070-123 45 67."),
    ("a bankgiro",              "Betala till bankgiro 5050-1055."),
    ("a postcode",              "Adressen är 831 88 Östersund."),
    ("an organisation number",  "Bolaget har organisationsnummer 556677-8899."),
    ("a share of a post",       "Tjänsten är på 50% under 1,5 år."),
    ("an option",               "Avtalet gäller 2 år med option på 1 + 1 år."),
    ("heads",                   "Mötet hade 65 uppkopplingar och 72 anmälda."),
    ("inhabitants in millions", "Landet har 27 miljoner invånare, och kostnaden är okänd."),
    ("reasons in millions",     "Boken heter 710 miljoner skäl till reformer."),
    ("a per cent",              "Av kostnaden står staten för 30 procent."),
    ("a fund's name",           "Brukarmiljonen används till utbildningen."),
    ("a row of heads",          "Alvik har 40 000, Boda 30 000 och Eda 20 000 invånare."),
    ("heads after a sum",       "Avgiften är okänd, men A har 40 000 och B 30 000 invånare."),
    ("some thousands",          "Det kostar några tusen kronor."),
    ("a pair of millions",      "Det kostar ett par miljoner kronor."),
    ("inhabitants in thousands", "Staden har 250 tusen invånare, och kostnaden är okänd."),
    ("kr before a year",        "Belopp i tkr 2024."),
    ("millions without number", "Det handlar om miljoner kronor."),
    ("another currency",        "Priset var 3 miljoner euro enligt budgeten."),
    ("norwegian crowns",        "Priset var 500 norska kronor."),
    ("seconds",                 "Filmen är 60 sek lång."),
    ("a property",              "Fastigheten Ängen 35:1 säljs."),
    ("an address on the web",   "Se https://exempel.se/18.4d3d64/1615532219113/kr.pdf"),
    ("a page number",           "Protokoll\n31 (87)\nKommunfullmäktige"),
    ("an appropriation",        "Kostnaden belastar anslag 4:1 Åtgärder."),
]  # fmt: skip

HEDGES = [
    ("ca",                 "ca 40 tkr",                   "approximate", "none"),
    ("ca with a stop",     "(ca. 24 miljoner kronor)",    "approximate", "none"),
    ("cirka",              "cirka 40 tkr",                "approximate", "none"),
    ("drygt",              "drygt 40 tkr",                "approximate", "none"),
    ("närmare",            "närmare 40 tkr",              "approximate", "none"),
    ("strax över",         "strax över 40 tkr",           "approximate", "none"),
    ("a word between",     "ca ytterligare 40 tkr",       "approximate", "none"),
    ("glued",              "ca40 tkr",                    "approximate", "none"),
    ("högst",              "högst 40 tkr",                "exact",       "at_most"),
    ("upp till",           "upp\ntill 40 tkr",            "exact",       "at_most"),
    ("maximalt",           "om maximalt 40 tkr",          "exact",       "at_most"),
    ("minst",              "minst 40 tkr",                "exact",       "at_least"),
    ("both",               "högst ca 40 tkr",             "approximate", "at_most"),
    ("estimated",          "uppskattas till 40 tkr",      "exact",       "none"),
    ("none",               "på 40 tkr",                   "exact",       "none"),
    ("not of this number", "ca sex månader för 40 tkr",   "exact",       "none"),
]  # fmt: skip

PER = [
    ("a slash",         "99 kr/användare och år",   "användare och år", True),
    ("per",             "12 kr per invånare",       "invånare",         True),
    ("per month",       "900 kr per månad",         "månad",            True),
    ("per year",        "300 tkr per år",           "år",               False),
    ("yearly",          "300 tkr/årligen",          "årligen",          False),
    ("á",               "500:- á 6 personer",       "6 personer",       True),
    ("nothing",         "300 tkr till skolan",      None,               False),
]  # fmt: skip

DOUBTFUL = [
    ("thousand or decimals", "Priset är 100,000 SEK.",               "amount.doubtful.separator"),
    ("million or thousand",  "Ramen är 1.250 miljoner kronor.",      "amount.doubtful.separator"),
    ("broken in its groups", "Ramen är fastställd till 1 466\n414 kr.", "amount.doubtful.line-break"),
    ("a point of a list?",   "1. Inget.\n2.340tkr till skolan.",     "amount.doubtful.list-number"),
    ("two separators",       "Ramen är 1.250 000 kr.",               "amount.doubtful.separator"),
]  # fmt: skip


def kronor(text: str) -> list[str]:
    found = find_sums(fold(text))
    return [f"{one.ore / 100:.2f}" for one in found if one.ore is not None]


@pytest.mark.parametrize(("name", "text", "expected"), FORMS, ids=[row[0] for row in FORMS])
def test_a_form_is_read(name: str, text: str, expected: list[str]) -> None:
    assert kronor(text) == expected


@pytest.mark.parametrize(("name", "text", "expected"), RANGES, ids=[row[0] for row in RANGES])
def test_a_range_is_two_sums_about(name: str, text: str, expected: list[str]) -> None:
    found = find_sums(fold(text))
    assert [f"{one.ore / 100:.2f}" for one in found if one.ore] == expected
    assert {one.exactness.value for one in found} == {"approximate"}


@pytest.mark.parametrize(("name", "text"), NOT_MONEY, ids=[row[0] for row in NOT_MONEY])
def test_what_looks_like_money_is_left_alone(name: str, text: str) -> None:
    assert find_sums(fold(text)) == []


@pytest.mark.parametrize(("name", "text", "exactness", "bound"), HEDGES, ids=[r[0] for r in HEDGES])
def test_the_words_beside_a_sum(name: str, text: str, exactness: str, bound: str) -> None:
    (one,) = find_sums(fold(f"Gruppen räknar med {text} i år."))
    assert (one.exactness.value, one.bound.value) == (exactness, bound)


@pytest.mark.parametrize(("name", "text", "per", "is_price"), PER, ids=[row[0] for row in PER])
def test_what_a_sum_is_per(name: str, text: str, per: str | None, is_price: bool) -> None:
    (one,) = find_sums(fold(f"Det blir {text}."))
    assert (one.per, one.is_price) == (per, is_price)


@pytest.mark.parametrize(("name", "text", "rule"), DOUBTFUL, ids=[row[0] for row in DOUBTFUL])
def test_what_can_be_read_in_two_ways_has_no_value(name: str, text: str, rule: str) -> None:
    (one,) = find_sums(fold(text))
    assert one.ore is None
    assert rule in {reason.rule for reason in one.reasons}


def test_the_span_is_of_the_file_also_where_letters_were_moved() -> None:
    text = "\ufeffÄrendet ko\u00adstar ca 24 mil\u00adjoner\r\nkronor."
    folded = fold(text)
    (one,) = find_sums(folded)
    start, end = folded.span(one.start, one.end)
    assert text[start:end] == "24 mil\u00adjoner\r\nkronor"


TABLES = [
    ("unit in the caption",
     "Fördelning (belopp i tkr)\nKommun\tBelopp\nEda kommun\t412,5\nSunne kommun\t1 609\n",
     ["412500.00", "1609000.00"]),
    ("unit at the head of a column",
     "| Kommun | Antal | Bidrag (kr) |\n|---|---|---|\n| Eda kommun | 12 | 41 000 |\n",
     ["41000.00"]),
    ("years at the head are none",
     "Belopp i mnkr\n\nPart      2023     2024\nRegionen      2,5      3,1\n",
     ["2500000.00", "3100000.00"]),
    ("the table ends the text", "Utfall (tkr)\nLokaler\t120", ["120000.00"]),
    ("a caption ends the text", "Utfall (belopp i tkr)", []),
    ("no unit, no money", "Kommun\tInvånare\nEda kommun\t8 400\n", []),
    ("the text below is no table",
     "Utfall (tkr)\nLokaler\t120\nGruppen har 14 ledamöter och möts 4 gånger.\n", ["120000.00"]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text", "expected"), TABLES, ids=[row[0] for row in TABLES])
def test_figures_of_a_table_whose_unit_stands_above(
    name: str, text: str, expected: list[str]
) -> None:
    assert kronor(text) == expected

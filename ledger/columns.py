"""The columns of a line (one body, one fund, one fund year), with their labels, in reading order.

>>> Column.TO_INVOICE_CLAIM.value, Column.TO_INVOICE_CLAIM.label("sv")
('to_invoice_claim', 'Ska fakturera (fordran)')

The values are the names in the JSON of `medel report year`: a contract. A *claim* (fordran) is
money that the body is owed, a *debt* (skuld) money that it owes. The two are never netted.
"""

from __future__ import annotations

from ledger.terms import Term


class Column(Term):
    """A sum on the line of a body and a fund in one fund year."""

    OPENING = "opening", "Ingående balans", "Opening balance"
    GRANTED = "granted", "Beviljat", "Granted"
    REQUISITIONED = "requisitioned", "Rekvirerat", "Requisitioned"
    RECEIVED = "received", "Mottaget", "Received"
    ALLOCATED_IN = "allocated_in", "Tilldelat", "Allocated in"
    ALLOCATED_OUT = "allocated_out", "Fördelat ut", "Allocated out"
    TRANSFERRED_IN = "transferred_in", "Omfört in", "Transferred in"
    TRANSFERRED_OUT = "transferred_out", "Omfört ut", "Transferred out"
    TO_INVOICE_CLAIM = "to_invoice_claim", "Ska fakturera (fordran)", "To invoice (claim)"
    TO_INVOICE_DEBT = "to_invoice_debt", "Ska faktureras (skuld)", "To be invoiced (debt)"
    INVOICED_CLAIM = "invoiced_claim", "Har fakturerat (fordran)", "Has invoiced (claim)"
    INVOICED_DEBT = "invoiced_debt", "Har fakturerats (skuld)", "Has been invoiced (debt)"
    PAID_IN = "paid_in", "Fått betalt", "Paid in"
    PAID_OUT = "paid_out", "Har betalat", "Paid out"
    SPENT = "spent", "Förbrukat", "Spent"
    RETURNED = "returned", "Återbetalt", "Returned"
    CARRIED_OUT = "carried_out", "Överfört till annat år", "Carried out"
    REMAINING = "remaining", "Kvar", "Remaining"
    BUDGET = "budget", "Budget", "Budget"
    FORECAST = "forecast", "Prognos", "Forecast"
    DEVIATION = "deviation", "Avvikelse", "Deviation"


# Null, never 0, as long as no one has given them: an unknown budget is not a budget of nothing.
PLANNED = frozenset({Column.BUDGET, Column.FORECAST, Column.DEVIATION})

"""Rows of other systems, kept once each: invoices, bookings, payments."""

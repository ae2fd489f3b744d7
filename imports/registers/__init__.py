"""What other systems hand over: SIE, invoice lists, e-invoices and payments → register rows."""

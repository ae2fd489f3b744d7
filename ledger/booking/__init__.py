"""From the book to the bookkeeping of one body: accounts, vouchers, a SIE file."""

"""Minutes → statements about money: pure stages, each a file, words in TOML beside them.

In the order of the pipeline: `folding` (one-to-one forms of letters), `lines` → `blocks` →
`segments` (headings, items, sentences), `numbers`, `units`, `margins`, `ranges`, `sums` → `amounts`
(sums of money), `mentions` and `resolution` (bodies), `clauses` and `scene` (where a statement
stands), then its fields: `status`, `kinds`, `years`, `frames` → `parties`, `funds`; `cells` (tables
in running text), `unsummed` (decisions without a sum), `meeting`. `reader` puts them together.
"""

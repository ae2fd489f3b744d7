"""Files → text: each format that minutes come in, as the snapshot that every span points into.

`reading` is the door; it tells what a file is and asks the one who knows: `decoding` (plain text),
`word`, `odt` (with `packed`, `numbering`), `html`, `pdf` (glyphs → layout → flow, with `tables`,
`running_heads` and `mending`), `ocr`. Nothing here knows what money is.
"""

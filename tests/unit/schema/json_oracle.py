#!/usr/bin/env python3
"""Writes json_oracle.tsv: what CPython's json module says of broken and whole texts (hex of the text, offset, message;
-1 and nothing where it is JSON). Run with CPython 3.11: python3 json_oracle.py > json_oracle.tsv

The texts are mutations of a few seeds, by a fixed random seed. Left out is what Brisk answers otherwise on purpose: NaN,
Infinity, lone surrogates."""
import json
import random
import re

SEEDS = [
    '{"a":1,"b":[true,false,null],"c":{"d":"x\\u00e9\\n\\"y"},"e":-1.5e+3,"f":[]}', "[1, 2.0, -0, 1e5, 0.25]",
    ' {"é" : "üñ" , "k" : [ { } , [ ] ] } ', '"text \\\\ \\/ \\b\\f\\r\\t"', "nul", "truefalse", "01", "1.", "-", "+1", ".5",
    '{"a":1,}', "[1,]", "[,1]", "{,}", '{"a"}', '{"a":}', "[1 2]", '{"a":1 "b":2}', '{"a" 1}', "{'a':1}", "{a:1}", '"abc',
    '"\\', '"\\u', '"\\u12', '"\\u123"', '"\\u12G4"', '"\\ud83d\\ude00"', '"\\ud83d\\u00zz"', "[", "{", '{"a', '{"a":', "[1", "[[[[",
    "1 2", "{} x", "[]]", '"a" "b"', "", " ", "\n\t", "//x", "/*c*/1", '"\x01"', '["\n"]', "1e", "1e+", "1.5.2", "--1", "1a",
    '{"a":1}{', "tru", "t", "f", "n", "-a", "0x10", "1_000", "\ufeff{}", '{"\x00":1}', '"\x7f"',
]
ALPHABET = '{}[]",:\\u0123456789-+.eEtrfalsn \n\té/x\x00\x1f'
draw = random.Random(20310704)


def mutate(text):
    for _ in range(draw.randint(1, 3)):
        at = draw.randint(0, len(text))
        kind = draw.randint(0, 3)
        if kind == 0:
            text = text[:at]
        elif kind == 1:
            text = text[:at] + draw.choice(ALPHABET) + text[at:]
        elif kind == 2:
            text = text[:at] + text[at + 1:]
        else:
            text = text[:at] + draw.choice(ALPHABET) + text[at + 1:]
    return text


texts = SEEDS + [mutate(draw.choice(SEEDS)) for _ in range(2500)]
seen = set()
for text in texts:
    if text in seen or re.search(r"NaN|Infinity|\\u[dD]", text) and text not in SEEDS:
        continue
    seen.add(text)
    try:
        data = text.encode()
        # json.loads guesses UTF-16 and UTF-32 from NUL bytes; Brisk knows UTF-8 only.
        json.loads(data.decode("utf-8-sig"))
        answer = (-1, "")
    except json.JSONDecodeError as error:
        answer = (error.pos, error.msg)
    print(data.hex(), *answer, sep="\t")

"""Asks pydantic what it makes of many texts and numbers, and writes the answers as tables. See README.md.

    python3 record.py [DIRECTORY [ROWS [SEED]]]
"""

import json
import random
import sys
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from ipaddress import IPv4Address, IPv6Address
from pathlib import Path
from uuid import UUID

from pydantic import AnyUrl, AwareDatetime, EmailStr, HttpUrl, TypeAdapter, ValidationError

import inputs

TYPES = {
    "date": date, "datetime": datetime, "aware_datetime": AwareDatetime, "time": time, "duration": timedelta,
    "uuid": UUID, "decimal": Decimal, "email": EmailStr, "url": AnyUrl, "http_url": HttpUrl,
    "ipv4": IPv4Address, "ipv6": IPv6Address,
}
ADAPTERS = {name: TypeAdapter(kind) for name, kind in TYPES.items()}


def escape(text):
    """Bytes outside of printable ASCII, and the backslash, as \\xHH: one row is one line."""
    return "".join(chr(b) if 0x20 <= b < 0x7F and b != 0x5C else f"\\x{b:02x}" for b in text.encode())


def ask(name, value):
    """("ok", the JSON text) or (error type, the reason or ""), and the message."""
    adapter = ADAPTERS[name]
    try:
        result = adapter.validate_python(value)
        return "ok", str(json.loads(adapter.dump_json(result))), ""
    except ValidationError as error:
        first = error.errors()[0]
        context = first.get("ctx", {})
        reason = context.get("error", context.get("reason", context.get("expected_schemes", "")))
        return first["type"], str(reason), first["msg"]
    except Exception:  # pydantic itself stumbles (OverflowError): nothing to learn
        return None


def rows_of(name, rng, count):
    """Rows by kind of outcome, at most count: each kind of error gets its share, what is left goes to the valid."""
    groups = {}
    for value in inputs.values(name, rng, count):
        if isinstance(value, str):
            try:
                value.encode()
            except UnicodeEncodeError:
                continue
        if inputs.departs(name, value):
            continue
        answer = ask(name, value)
        if answer is None or answer[0].endswith("_type") or len(str(value)) > 3000:
            continue
        kind = "text" if isinstance(value, str) else "int" if isinstance(value, int) else "float"
        written = escape(value) if kind == "text" else repr(value)
        row = (kind, written, answer[0], escape(answer[1]), escape(answer[2]))
        if answer[0] == "ok":
            key = (kind, "ok")
        else:
            key = (kind, answer[0], "".join(c for c in answer[1] if c.isalpha())[:24])
        group = groups.setdefault(key, [])
        if row not in group:
            group.append(row)
    taken = []
    while len(taken) < count and any(groups.values()):
        for key in sorted(groups):
            for _ in range(4 if key[1] == "ok" else 1):
                if groups[key]:
                    taken.append(groups[key].pop(0))
    return sorted(taken[:count], key=lambda row: (row[0], row[2] != "ok", row[2], row[1]))


def main():
    directory = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent)
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 280
    seed = sys.argv[3] if len(sys.argv) > 3 else "brisk"
    for name in TYPES:
        rows = rows_of(name, random.Random(f"{seed} {name}"), count)
        text = "".join("\t".join(row) + "\n" for row in rows)
        (directory / f"{name}.tsv").write_text(text)
        print(name, len(rows))


if __name__ == "__main__":
    main()

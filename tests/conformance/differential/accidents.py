"""Differences that are known and meant: accidents of Python that Brisk does not copy (docs/differences.md)."""

import re

BIG = re.compile(r"(?<![\d.])\d{19,}(?![\d.])")


def text_of(request):
    body = (request["body"] or b"").decode("latin-1")
    return request["target"] + "\n" + body + "\n" + str(request["headers"])


def excuse(request, want, got, want_json, got_json):
    """The name of the accident that explains a difference, or None. Without got: whether a case is worth keeping."""
    body, text = request["body"] or b"", text_of(request)
    is_json = not any("form" in value for name, value in request["headers"] if name.lower() == "content-type")
    if want["status"] == 500 and want["body"] == b"Internal Server Error":
        return "Python's 500"
    if not 200 <= want["status"] <= 599:
        return "a status that HTTP does not have"
    if re.search(r"trace=%[01]|trace=%[CEF]", request["target"]):
        return "control characters and UTF-8 in headers of answers"
    if request["target"].startswith("/jar") and b'"missing"' in want["body"]:
        return "undeclared cookies in input"
    if re.search(rb"NaN|Infinity", body):
        return "NaN in JSON"
    if re.search(r"\d_\d", text):
        return "underscores in numbers"
    if any(int(n) > 2**63 - 1 for n in BIG.findall(text)) or re.search(
        r"\d[eE]\+?\d{2,}|00000000000040008|\d{16,}\.0", text
    ):
        return "whole numbers beyond 64 bits"
    if is_json and (re.search(rb"\xed[\xa0-\xbf][\x80-\xbf]", body) or re.search(rb"\\u[dD][89a-fA-F]", body)):
        return "lone surrogates"
    if is_json and (b"\0" in body[:4] or body[:2] in (b"\xff\xfe", b"\xfe\xff")):
        return "UTF-16 or UTF-32 for JSON"
    if any(ord(c) > 0x7E for _, value in request["headers"] for c in value):
        return "UTF-8 in headers"
    if b"union_tag_invalid" in want["body"] and re.search(rb"\"tag\":\"[\[{]", want["body"]):
        return "a tag that is no scalar, in Python's words"
    if "0000-01-01" in text:
        return "the year 0, which Python lets pass where a bound refuses it"
    if request["target"].split("?")[0].endswith("%0A"):
        return "a $ of Python's regular expressions before a last line break"
    return None

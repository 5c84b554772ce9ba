"""The inputs that record.py asks about: seeds of every rule and error, and random changes to them.

departs() names the inputs of which Brisk says something else on purpose; README.md gives the reasons."""

import re
import unicodedata

SEEDS = {}


def seeds(names, text):
    for name in names.split():
        SEEDS.setdefault(name, []).extend(line for line in text.strip("\n").split("\n"))


seeds("date datetime aware_datetime", """

2031-07-04
2031-7-4
2031-07-04T00:00
2031-07-04T08:00:00Z
2031-07-04t08:00:00z
2031-07-04_08:00
2031-07-04 23:59:59.999999
2031-07-04T08:00:00.1234567890123
2031-07-04T08:00:00.
2031-07-04T08:00:00,5+01:00
2031-07-04T08:00:00.25-0730
2031-07-04T00:00:00\u221205:30
2031-07-04T08:00+24:00
2031-07-04T08:00+23:60
2031-07-04T24:00
2031-07-04T08:60
2031-07-04T08:00:60
2031-13-01T00:00:00Z
2031-02-29
2028-02-29T00:00:00.000000Z
1900-02-29
2000-02-29
2031-04-31
2031-00-01
2031-01-00
0000-01-01T00:00Z
0000-12-31
0001-01-01
0001-01-01T00:00+05:00
9999-12-31T23:59:59.9999999Z
1599-12-31
2031-07-04T08
2031-07-04X08:00
2031/07/04
2031-07-04 
2031-07-04T
20a1-07-04T00:00
2031-0a-04
2031-07-b4
0
-1
+5
00
86400
951782400
951782401
1000000000
1000000000.5
951782400.0
-86400
-86400.5
20000000000
20000000001
20000044800000
-20000000001
253402300799999
253402300800000
-62135596800000
-62135596800001
-62135683200000
-62167219200000
-62167219200001
9223372036854775807
99999999999999999999
1.5e3
.5
5.
.
1.e-400
1.9999999
1e9
nan
inf
 5
1_000
0x10
-
+-5
soon
tomorrow
""")
seeds("time", """

08:00
08:00:00
23:59:59.999999
23:59:59.99999999999
08:00Z
08:00z
08:00:00.5Z
08:00:00,5
08:00:00.
08:00+01:00
08:00-0730
08:00\u221205:30
08:00\u2212
08:00+24:00
08:00+23:60
08:00+23:59
08:00-00:00
08:00+
08:00+1
08:00+01
08:00+01:
08:00+01:0
08:00+a0:00
08:00+00:a0
08:00+01:00x
08:00Zx
08:00 Z
8:00
08
24:00
08:60
08:00:60
08:00:
08:00:0
08:00:0a
0a:00
a8:00
08;00
08:0a
08:00x
80
86399
86399.5
-1
noon
""")
seeds("duration", """

P
PT
-PT
P1D
+P1D
-P1D
P1DT2H
P2DT3H4M5.6S
P1Y2M3W4DT5H6M7.89S
PT0.5S
-PT0.000001S
P1.5Y
P1.123W
P1,5D
P1.D
P.5D
P1.5DT1H
P1DT1.5H2M
PT1M1H
P1DT1H1H
P1D1H
PT1D
P1
PT1
P1DTT1H
P1DX
p1d
P1d
PT-1S
PT36H
PT1.1234567S
PT0.0000005S
P0D
P0.000001D
P100000000D
P1000000000D
P999999999DT24H
P4294967295D
P4294967296D
PT4294967295S
PT4294967296S
P99999999999D
1 day
1 days
3 Days, 02:03
1d
1 d
1D02:03:04
1 day,
1 day, 
1 day 02:03:04.5
1 days  02:03
-1 day 02:03
1 dax
1 da
1 dayx
1 day 1
1 day 24:00
1 day 02:03Z
1 day02:60
1000000000 days
99999999999 days
02:03
-02:03:04
+02:03
02:03:04.5
02:03:04.1234567
02:03:04,5
24:00
99:59:59
100:00
999999999:00
1000000000:00
12345678901:00
2:03
:00:00
02:60
02:03:60
02:03:
02:03:0
02:03x
02:03Z
a2:03
02:0a
0203:
90
90.5
12345
x
d
+
-
 PT1S
PT1S 
""")
seeds("uuid", """

0f8fad5b-d9cb-469f-a165-70867728950e
0F8FAD5BD9CB469FA16570867728950E
{0f8fad5b-d9cb-469f-a165-70867728950e}
urn:uuid:0f8fad5b-d9cb-469f-a165-70867728950e
URN:UUID:0f8fad5b-d9cb-469f-a165-70867728950e
{0f8fad5bd9cb469fa16570867728950e}
urn:uuid:0f8fad5bd9cb469fa16570867728950e
{0f8fad5b-d9cb-469f-a165-70867728950g}
urn:uuid:0f8fad5b-d9cb-469f-a165-7086772895zz
{{f8fad5b-d9cb-469f-a165-70867728950}}
{0f8fad5b-d9cb-469f-a165-70867728950}
{0f8fad5b-d9cb-469f-a165-70867728950eeee}
0f8fad5b-d9cb-469f-a165-70867728950
0f8fad5b-d9cb-469f-a165-70867728950e0
0f8fad5b-d9cb-469f-a165
0f8fad5b-d9cb-469f-a16570867728950e
0f8fad5b-d9cb-469f-a1657-0867728950e
0f8fad5bd-9cb-469f-a165-70867728950e
0f8fad5b_d9cb_469f_a165_70867728950e
00000000-0000-0000-0000-00000000000\u00e9
00000000-0000-0000-0000-0000000000\U0001F600
a-b-c-d-e
----
-
{
}
{}
urn:uuid:
urn:uuid:x
x
\u00e9
not-a-uuid
 0f8fad5b-d9cb-469f-a165-70867728950e
12
""")
seeds("decimal", """

0
1
-0
-0.00
+1
1.0
12.50
 1.50 
\t1\x0b
0012.500
.5
5.
-.5e1
.
-
1e3
1E+3
1.e5
1e-3
1e-6
1e-7
1e-8
0.000001
0.0000001
0.00000012300
123e-10
123e-5
0e5
0E-10
0e-3
-0e-3
1.0e+05
1e
1e+
e5
1e5.5
1.5.5
1 2
1,5
0x10
1e999999
1e999999999999999999
12e999999999999999998
1e1000000000000000000
0e99999999999999999999
0.1e-999999999999999999
1e-1999999999999999997
1e-1999999999999999998
1e9999999999999999999999999
NaN
nan
-sNaN
nan123
nan12x
inf
+Infinity
-INF
infin
123456789012345678901234567890.123456789012345678901234567890
100000000000000000000000000000000000000000
ten
--1
$5
""")
seeds("ipv4", """

0.0.0.0
1.2.3.4
255.255.255.255
256.1.1.1
01.2.3.4
1.2.3.00
1.2.3
1.2.3.4.5
1..3.4
1.2.3.
.1.2.3
1.2.3.4/24
 1.2.3.4
1.2.3.4 
1.2.3.-4
1.2.3.+4
1.2.3.0x4
1.2.3.1234
::1
localhost
\uff11.2.3.4
""")
seeds("ipv6", """

::
::1
1::
1::8
2001:DB8::1
2001:db8:0:0:1:0:0:1
2001:0db8:0000:0000:0000:0000:0000:0001
1:2:3:4:5:6:7:8
1:2:3:4:5:6:7
1:2:3:4:5:6:7:8:9
1:2:3:4:5:6:7::
::2:3:4:5:6:7:8
1::2:3:4:5:6:7:8
1:0:3:4:5:6:7:8
1:0:0:2:0:0:0:3
0:0:1::
1::2::3
1:::2
:::
:
:1
1:
1:2:3:4:5:6:7:
fe80::1%eth0
fe80::1%
fe80::1%a%b
fe80::1%a/b
::%1
%eth0
::1.2.3.4
::ffff:1.2.3.4
1:2:3:4:5:6:1.2.3.4
1:2:3:4:5:6:7:1.2.3.4
1:2:3:4:5::1.2.3.4
1.2.3.4::
::1.2.3.256
::01.2.3.4
1.2.3.4
12345::
::00001
g::
::-1
::1/64
::1 
0:0:0:0:0:0:0:0
ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff
::ffff:0:0
64:ff9b::192.0.2.33
""")
seeds("email", """

a@b.co
John.Doe+tag@Example.COM
x@sub.example.org
o'brien!#$%&'*+-/=?^_`{|}~@example.com
INFO@Example.com
Postmaster@example.com
WebMaster@example.com
 a@b.co 
\ta@b.co\n
John Doe <john@example.com>
"John Doe" <john@example.com>
"John, Doe" <john@example.com>
<john@example.com>
John Doe <john@example.com> 
John Doe <john@example.com>x
John, Doe <john@example.com>
John D. <john@example.com>
J <j@x.com
J <>
J < j@example.com >
plain
@
a@
@b.co
a@@b.co
a@b@c.co
a b@c.co
a@b c.co
a..b@c.co
.a@c.co
a.@c.co
a,b@c.co
a;b(c)@d.co
a\\b@c.co
a"b@c.co
"a b"@c.co
"ab"@c.co
"a@b"@c.co
"a b@c.co
"a"b@c.co
a@b
a@localhost
a@b..co
a@.b.co
a@b.co.
a@-b.co
a@b-.co
a@b.-co
a@b.co-
a@b_c.co
a@b!c.co
a@b,c.co
a@b.c0
a@b.123
a@127.0.0.1
a@[127.0.0.1]
a@[IPv6:::1]
a@[x]
a@[127.0.0.1
a@ab--cd.co
a@xn--mnchen-3ya.de
a@xn--a.de
a@b.test
a@test
a@example.invalid
a@b.local
a@b.onion
a@x.arpa
a@b.localhost
a@example
a@example.com
\u00fcser@example.com
a@m\u00fcnchen.de
a@M\u00dcNCHEN.de
a@\u65e5\u672c.jp
a@fa\u00df.de
a@b\uff0eco
a@\uff41.com
a\uff20b.co
a\ufe6bb.co
a@\u2603.net
a\u200b@b.co
a\x01@b.co
a\x7f@b.co
a@b\x01.co
a@b\u00a0.co
\u00a0a@b.co
a@b.co\u3000
a\n@b.co
a@b\n.co
\u65e5\u672c@example.jp
\U0001F600@example.com
a@\U0001F600.com
e\u0301@example.com
""")
seeds("url http_url", """

http://example.com
HTTP://EXAMPLE.com:80/a/../b
https://user:pw@example.com:8443/p/a?q=1&r=2#frag
example.com
//example.com/x
 http://a.b 
http://
http:///a
http:a
https:\\\\a\\b
http://a:
http://a:x
http://a:65535
http://a:65536
http://a:00080
https://a:443
ftp://a:21/
ws://a:80/x
wss://a:443
1a:b
a:
mailto:x@y.z
foo://
foo:///
foo://:80
foo://a:80
foo://A/B/../C
foo:/a/../b
foo:a/../b
foo:/..//a
foo://a/b/..//c
foo://a?q'
foo://a b
foo://a^b
foo://a%20b
foo://\u00e9
foo://[::1]:5/x
foo://[x]
foo://u:p@h
foo://u@
foo:a b"<>`{}|^\u00e9?q r'#f g
data:text/plain,hi there  
javascript:alert(1)
http://u@h
http://:@h
http://u:@h
http://:p@h
http://@h
http://@/x
http://u@
http://a@b@c
http://u\u00e9"<>:p'[]|@h
http://a b
http://a%41
http://a_b
http://a|b
http://a<b
http://a%zz
http://a%2fb
http://a%00b
http://[::1]
http://[::1
http://[::1]x
http://[1:2::8]:80/
http://[::1.2.3.4]
http://[1:2:3:4:5:6:7:8:9]
http://[1:2:3]
http://[]
http://[g]
http://1.2.3
http://1.2.3.4.5
http://0x7f.1
http://256.256.256.256
http://256
http://4294967296
http://1.2.3.4.
http://1.2.3.09
http://01.02.03.04
http://0x
http://a.1
http://1..2
http://a..b
http://.
http://-a-
http://a.
http://m\u00fcnchen.de/\u00e9?\u00e9#\u00e9
http://M\u00dcNCHEN.de
http://xn--mnchen-3ya.de
http://XN--MNCHEN-3YA.de
http://xn--a
http://xn--
http://\u65e5\u672c\u8a9e\u3002jp
http://\uff41\uff42.com
http://fa\u00df.de
http://\u041f\u0440\u0438\u0432\u0435\u0442.\u0440\u0444
http://\u2603.net
http://\U0001F600.com
http://\u00ad
http://a\u00adb
http://\u03a3\u03c2.gr
http://a/ b
http://a/"<>`{}|^[]\\~!$&'()*+,;=:@-._
http://a/%zz%2
http://a/./b/.
http://a/b/..
http://a/../..
http://a/%2e/%2E%2e/b
http://a/b//..
http://a/...
http://a/.%2e
http://a?q r"<>`{}|^'\\\u00e9#
http://a?
http://a#
http://a#f g"<>`{}|^'\\\u00e9
http://a/\tb\nc
ht\ntp://a
http://a/\x00b
http://a/\x7f
file:///a
file://localhost/a
file://h/a
file:a
file:
file:///C:/a/../..
file:/C|/a
file://C:/a
file://1.2.3/a
file://a:80/b
file:///a?b#c
file:\\\\a\\b
a+b-c.d:e
\u00e9:x
+a:x
http;//a
blob:http://a/b
http://a:80?x
http://a:-1
""")

SNIPPETS = {
    "date": ["T", " ", "Z", "0", "9", "-", ":", ".", "+01:00", "T00:00", "x", "\u2212", "1", "_", "5"],
    "duration": ["P", "T", "D", "H", "M", "S", "Y", "W", "1", "0", ".", ",", ":", " ", "day", "d", "-", "99", "5", "x"],
    "uuid": ["-", "0", "a", "F", "g", "{", "}", "urn:uuid:", "\u00e9", " ", "0000"],
    "decimal": ["0", "1", "9", ".", "e", "E-", "+", "-", "e5", "00", " ", "x", "nan", "inf", "12"],
    "ipv4": ["0", "1", "25", ".", "255", "a", " ", "-"],
    "ipv6": ["0", "1", ":", "::", "ffff", "a", "%", "1.2.3.4", "g", "0:"],
    "email": ["@", ".", "..", "-", "a", "B", "xn--", " ", "<", ">", '"', "\\", "\u00e9", "test", "1", "_", ",", "com",
              "'", "\x01", "localhost"],
    "url": ["/", "//", ":", "?", "#", "@", ".", "..", "%", "%2e", "%41", "\\", " ", "a", "A", "1", "[", "]", "::", "'",
            "|", "^", "0x", "\t", "\u00e9", "\u00fc", "http", "file:", "xn--", '"', "<", "C:", "\x01", "80"],
}
SNIPPETS["datetime"] = SNIPPETS["aware_datetime"] = SNIPPETS["time"] = SNIPPETS["date"]
SNIPPETS["http_url"] = SNIPPETS["url"]

INTS = [0, 1, -1, 5, 59, 60, 90, 86399, 86400, 86401, -86400, 951782400, 951782401, 10**9, 10**12, 2 * 10**10,
        2 * 10**10 + 1, -2 * 10**10 - 1, 253402300799, 253402300800, 253402300799999, 253402300800000, 86400000000,
        -62135596800, -62135596800000, -62135596800001, -62135683200000, -62167219200000, -62167219200001,
        9223372022399, 2**32 - 1, 2**32, 2**62, -(2**62), 2**63 - 1]
FLOATS = [0.0, 0.1, 0.5, 1.5, -0.5, 1e-6, 1.5e-6, 5e-7, 1.1234567, 86399.5, 86399.9999999, 86400.0, 86400.5, 1e9 + 0.25,
          2e10, 2e10 + 1.5, 1e12 + 0.5, 1e15, 1e16, 1e22, 1e300, 5e-324, 1e-5, 0.0001, 123456789.123456789,
          253402300799.5, 253402300799999.9, 253402300800000.0, -62135596800000.0, -62135596800001.0,
          -62167219200001.0, 1.7976931348623157e308, 100.0, 123456789012345680.0, 0.3, 2 / 3]
TAKES_INT = "date datetime aware_datetime time duration decimal ipv4 ipv6".split()
TAKES_FLOAT = "date datetime aware_datetime time duration decimal".split()


def mutate(name, rng):
    """A seed with one to three random changes."""
    text = rng.choice(SEEDS[name])
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        at = rng.randrange(len(text) + 1)
        change = rng.randrange(5)
        if change == 0:
            text = text[:at] + text[at + 1:]
        elif change == 1:
            text = text[:at] + rng.choice(SNIPPETS[name]) + text[at:]
        elif change == 2:
            text = text[:at] + rng.choice(SNIPPETS[name]) + text[at + 1:]
        elif change == 3:
            other = rng.choice(SEEDS[name])
            text = text[:at] + other[rng.randrange(len(other) + 1):]
        else:
            end = rng.randrange(at, min(len(text), at + 6) + 1)
            text = text[:end] + text[at:]
    return text


def long_texts(name):
    if name == "email":
        for n in (62, 63, 64, 65, 200, 245, 246, 247, 248, 300, 2040, 2043, 2044, 2100):
            yield "a" * n + "@b.co"
            yield "\u00e9" * (n // 2) + "@b.co"
            yield "a@" + "b" * n + ".co"
            yield "a@" + ".".join(["bcd"] * (n // 4)) + ".co"
        yield "a@" + "b" * 63 + "." + "c" * 64 + ".co"
        yield "a@" + "\u00fc" * 60 + ".de"
    if name == "http_url":
        for n in (2073, 2074, 2075):
            yield "http://a/" + "b" * n
        yield "http://a/" + " " * 800 + "b"
        yield "http://a/" + "\u00e9" * 1038


def values(name, rng, count):
    yield from SEEDS[name]
    yield from long_texts(name)
    if name in TAKES_INT:
        yield from INTS
        yield from (rng.randrange(-10**rng.randrange(1, 19), 10**rng.randrange(1, 19)) for _ in range(count // 4))
    if name in TAKES_FLOAT:
        yield from FLOATS
        for _ in range(count // 4):
            yield rng.uniform(-1, 1) * 10.0**rng.randrange(-8, 17)
            yield round(rng.uniform(0, 1) * 10.0**rng.randrange(-3, 13), rng.randrange(0, 7))
    yield from (mutate(name, rng) for _ in range(count * 10))


def departs(name, value):
    """True where Brisk answers otherwise on purpose."""
    if name in ("date", "datetime", "aware_datetime"):
        if isinstance(value, float) and value < 0 and value != int(value):
            return True  # pydantic adds the fraction to the second below with the wrong sign
        if isinstance(value, str) and re.search(r"\d{11}.*\.|\.\d*[eE]|\d{10}\.", value):
            return True  # milliseconds with a fraction as text are taken for milliseconds twice
        if isinstance(value, str) and re.search(r"\d{19}", value) and ":" not in value:
            return True  # beyond 64 bits
    if name == "duration":
        if isinstance(value, (int, float)):
            return abs(value) >= 9223372022400  # 64 bits of microseconds
        if re.search(r"\d{9}|\d{6}Y|\d{7}M|\d{8}W", value):
            return True
        if re.search(r"\d+:\d+:\d+[.,]\d{6,}[^\d]", value):
            return True  # pydantic looks at 15 bytes of a clock and ignores what follows
        return False
    if isinstance(value, str) and name in ("url", "http_url", "email") and unicodedata.normalize("NFC", value) != value:
        return True
    if name == "email":
        if re.search(r"@\[(ipv6:|[0-9.]+\])", value, re.I) and value not in SEEDS["email"]:
            return True  # the words of Python's ipaddress
        if re.search(r"xn--(?!mnchen-3ya)", value, re.I):
            return True
    if name in ("url", "http_url", "email") and re.search("xn--m", value, re.I):
        return "xn--mnchen-3ya" not in value.lower()  # decodes to code points that are not assigned
    if name == "decimal" and isinstance(value, str):
        return "_" in value or any(ord(c) > 127 for c in value)
    if name == "ipv6" and isinstance(value, int):
        return value < 0 or value >= 2**63
    if name == "ipv4" and isinstance(value, int):
        return abs(value) >= 2**63
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 2**63:
        return True
    return False

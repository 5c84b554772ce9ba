// More rows than a router can have.
// gcc: many: more than 128 rows
// clang: many: more than 128 rows
// lines: gcc 3, clang 8
#include <brisk/brisk.h>

ENDPOINT(f, GET, "/", str);
static brisk_status f(brisk_request *req, const f_in *in, str *out)
{
    *out = S("");
    return in && req ? BRISK_OK : BRISK_FAILED;
}
ROUTER(r, "", f);
ROUTER(many, "", tags("0"), tags("1"), tags("2"), tags("3"), tags("4"), tags("5"), tags("6"), tags("7"), tags("8"), tags("9"), tags("10"), tags("11"), tags("12"), tags("13"), tags("14"), tags("15"), tags("16"), tags("17"), tags("18"), tags("19"), tags("20"), tags("21"), tags("22"), tags("23"), tags("24"), tags("25"), tags("26"), tags("27"), tags("28"), tags("29"), tags("30"), tags("31"), tags("32"), tags("33"), tags("34"), tags("35"), tags("36"), tags("37"), tags("38"), tags("39"), tags("40"), tags("41"), tags("42"), tags("43"), tags("44"), tags("45"), tags("46"), tags("47"), tags("48"), tags("49"), tags("50"), tags("51"), tags("52"), tags("53"), tags("54"), tags("55"), tags("56"), tags("57"), tags("58"), tags("59"), tags("60"), tags("61"), tags("62"), tags("63"), tags("64"), tags("65"), tags("66"), tags("67"), tags("68"), tags("69"), tags("70"), tags("71"), tags("72"), tags("73"), tags("74"), tags("75"), tags("76"), tags("77"), tags("78"), tags("79"), tags("80"), tags("81"), tags("82"), tags("83"), tags("84"), tags("85"), tags("86"), tags("87"), tags("88"), tags("89"), tags("90"), tags("91"), tags("92"), tags("93"), tags("94"), tags("95"), tags("96"), tags("97"), tags("98"), tags("99"), tags("100"), tags("101"), tags("102"), tags("103"), tags("104"), tags("105"), tags("106"), tags("107"), tags("108"), tags("109"), tags("110"), tags("111"), tags("112"), tags("113"), tags("114"), tags("115"), tags("116"), tags("117"), tags("118"), tags("119"), tags("120"), tags("121"), tags("122"), tags("123"), tags("124"), tags("125"), tags("126"), tags("127"), tags("128"));

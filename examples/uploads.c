/* uploads.c - files of a multipart form, and a CSV read line by line into models with the rules of their fields.
 *
 *     curl localhost:8000/prices -F sheet=@prices.csv -F note=spring
 */
#include <brisk/brisk.h>

#include <string.h>

TYPE(Sku, str, pattern("^[A-Z]{3}-[0-9]{2,4}$"));
MODEL(Price, (Sku, sku), (decimal, price, gt(0), digits(8, 2)));
MODEL(Refused, (int64, line), (json, problems));
MODEL(Imported, (str, filename), (opt(str), note), (list(Price), prices), (list(Refused), refused));

/* The text up to the separator; *rest is what is left behind it. */
static str cut(str *rest, char separator)
{
    const char *end = rest->len > 0 ? memchr(rest->ptr, separator, rest->len) : NULL;
    size_t len = end ? (size_t)(end - rest->ptr) : rest->len;
    str piece = {rest->ptr, len};
    size_t step = end ? len + 1 : len;
    *rest = (str){rest->len > 0 ? rest->ptr + step : rest->ptr, rest->len - step};
    return piece;
}

/* A line becomes JSON, so that brisk_from_json checks it by the rules of Price. */
static brisk_status read_line(brisk_request *req, str line, int64_t number, Imported *out)
{
    brisk_arena *arena = brisk_request_arena(req);
    brisk_json sku = brisk_json_of_str(arena, cut(&line, ','));
    brisk_json price = brisk_json_of_str(arena, line);
    str sku_text = brisk_json_text(arena, sku), price_text = brisk_json_text(arena, price);
    str json = brisk_strf(req, "{\"sku\":%.*s,\"price\":%.*s}", (int)sku_text.len, sku_text.ptr, (int)price_text.len,
                          price_text.ptr);
    str problems;
    Price read;
    brisk_status status = brisk_from_json(arena, Price, &read, json, &problems);
    if (status == BRISK_OK) {
        *brisk_push(req, &out->prices) = read;
    } else if (status == BRISK_INVALID) {
        Refused *refused = brisk_push(req, &out->refused);
        refused->line = number;
        return brisk_json_parse(arena, problems, &refused->problems);
    }
    return status == BRISK_INVALID ? BRISK_OK : status;
}

ENDPOINT(import_prices, POST, "/prices", Imported,
    summary("Read prices from a CSV file"), status(201),
    file(file,     sheet, max_length(100000), doc("Lines of sku,price")),
    form(opt(str), note,  max_length(100)),
    raises(415, "No CSV"));

static brisk_status import_prices(brisk_request *req, const import_prices_in *in, Imported *out)
{
    if (!str_is(in->sheet.content_type, "text/csv")) {
        return brisk_fail(req, 415, "A CSV file is needed, not %.*s", (int)in->sheet.content_type.len,
                          in->sheet.content_type.ptr);
    }
    out->filename = in->sheet.filename;
    out->note = in->note;
    str rest = in->sheet.content;
    brisk_status status = BRISK_OK;
    for (int64_t number = 1; rest.len > 0 && status == BRISK_OK; number++) {
        str line = cut(&rest, '\n');
        line.len -= line.len > 0 && line.ptr[line.len - 1] == '\r';
        status = read_line(req, line, number, out);
    }
    return status;
}

ENDPOINT(form_page, GET, "/", raw, media("text/html"), hidden);

static brisk_status form_page(brisk_request *req, const form_page_in *in)
{
    return brisk_respond_html(req, 200,
                              S("<!doctype html><title>Prices</title>"
                                "<form action=/prices method=post enctype=multipart/form-data>"
                                "<input type=file name=sheet><input name=note><button>Send</button></form>"));
}

ROUTER(prices, "", tags("prices"), import_prices, form_page);
APP(app, title("Uploads"), version("1.0.0"), include(prices));

int main(int argc, char **argv)
{
    return brisk_main(&app, argc, argv);
}

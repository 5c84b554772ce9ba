// The API of the benchmark with aws-lambda-cpp, which has no router, validation or JSON: yyjson, and rules by hand. A
// wrong request is answered 422 without saying why; the bound that C++ with libcurl sets, not a framework.
#include <aws/lambda-runtime/runtime.h>
#include <cstdlib>
#include <cstring>
#include <string>
#include <yyjson.h>

using namespace aws::lambda_runtime;

namespace {

// A document that frees itself.
struct Doc {
    yyjson_doc *doc;
    explicit Doc(const char *text, size_t len) : doc(yyjson_read(text, len, 0)) {}
    ~Doc() { yyjson_doc_free(doc); }
    Doc(const Doc &) = delete;
    Doc &operator=(const Doc &) = delete;
    yyjson_val *root() const { return yyjson_doc_get_root(doc); }
};

size_t characters(yyjson_val *text)
{
    size_t count = 0;
    const char *bytes = yyjson_get_str(text);
    for (size_t i = 0; i < yyjson_get_len(text); i++) {
        count += (bytes[i] & 0xC0) != 0x80;
    }
    return count;
}

bool has_length(yyjson_val *text, size_t least, size_t most)
{
    return yyjson_is_str(text) && characters(text) >= least && characters(text) <= most;
}

invocation_response answer(int status, yyjson_mut_doc *doc)
{
    size_t len = 0;
    char *body = yyjson_mut_write(doc, 0, &len);
    yyjson_mut_doc *outer = yyjson_mut_doc_new(nullptr);
    yyjson_mut_val *root = yyjson_mut_obj(outer), *headers = yyjson_mut_obj(outer);
    yyjson_mut_doc_set_root(outer, root);
    yyjson_mut_obj_add_int(outer, root, "statusCode", status);
    yyjson_mut_obj_add_str(outer, headers, "content-type", "application/json");
    yyjson_mut_obj_add_val(outer, root, "headers", headers);
    yyjson_mut_obj_add_strn(outer, root, "body", body, len);
    size_t text_len = 0;
    char *text = yyjson_mut_write(outer, 0, &text_len);
    invocation_response response = invocation_response::success(std::string(text, text_len), "application/json");
    free(text);
    free(body);
    yyjson_mut_doc_free(outer);
    yyjson_mut_doc_free(doc);
    return response;
}

invocation_response refuse(int status, const char *detail)
{
    yyjson_mut_doc *doc = yyjson_mut_doc_new(nullptr);
    yyjson_mut_val *root = yyjson_mut_obj(doc);
    yyjson_mut_doc_set_root(doc, root);
    yyjson_mut_obj_add_str(doc, root, "detail", detail);
    return answer(status, doc);
}

void add_text(yyjson_mut_doc *doc, yyjson_mut_val *object, const char *name, yyjson_val *text)
{
    if (yyjson_is_str(text)) {
        yyjson_mut_obj_add_strncpy(doc, object, name, yyjson_get_str(text), yyjson_get_len(text));
    } else {
        yyjson_mut_obj_add_null(doc, object, name);
    }
}

invocation_response read_item(const char *id_text, yyjson_val *q)
{
    char *end = nullptr;
    long long id = strtoll(id_text, &end, 10);
    if (*end || id < 1 || (q && !has_length(q, 0, 50))) {
        return refuse(422, "Unprocessable Entity");
    }
    yyjson_mut_doc *doc = yyjson_mut_doc_new(nullptr);
    yyjson_mut_val *item = yyjson_mut_obj(doc), *tags = yyjson_mut_arr(doc);
    yyjson_mut_doc_set_root(doc, item);
    yyjson_mut_obj_add_int(doc, item, "id", id);
    yyjson_mut_obj_add_str(doc, item, "name", "Tea pot");
    add_text(doc, item, "description", q);
    yyjson_mut_obj_add_real(doc, item, "price", 19.5);
    yyjson_mut_obj_add_null(doc, item, "tax");
    yyjson_mut_arr_add_str(doc, tags, "kitchen");
    yyjson_mut_arr_add_str(doc, tags, "tea");
    yyjson_mut_obj_add_val(doc, item, "tags", tags);
    return answer(200, doc);
}

bool is_valid(yyjson_val *name, yyjson_val *description, yyjson_val *price, yyjson_val *tax, yyjson_val *tags)
{
    size_t i, count;
    yyjson_val *tag;
    if (!has_length(name, 1, 100) || (yyjson_is_str(description) && !has_length(description, 0, 300)) ||
        !yyjson_is_num(price) || !(yyjson_get_num(price) > 0) || (yyjson_is_num(tax) && yyjson_get_num(tax) < 0) ||
        (tags && (!yyjson_is_arr(tags) || yyjson_arr_size(tags) > 5))) {
        return false;
    }
    yyjson_arr_foreach(tags, i, count, tag)
    {
        if (!has_length(tag, 1, 20)) {
            return false;
        }
    }
    return true;
}

invocation_response create_item(yyjson_val *body)
{
    Doc in(yyjson_get_str(body), yyjson_get_len(body));
    yyjson_val *name = yyjson_obj_get(in.root(), "name"), *description = yyjson_obj_get(in.root(), "description");
    yyjson_val *price = yyjson_obj_get(in.root(), "price"), *tax = yyjson_obj_get(in.root(), "tax");
    yyjson_val *tags = yyjson_obj_get(in.root(), "tags");
    if (!is_valid(name, description, price, tax, tags)) {
        return refuse(422, "Unprocessable Entity");
    }
    yyjson_mut_doc *doc = yyjson_mut_doc_new(nullptr);
    yyjson_mut_val *item = yyjson_mut_obj(doc);
    yyjson_mut_doc_set_root(doc, item);
    yyjson_mut_obj_add_int(doc, item, "id", 1);
    add_text(doc, item, "name", name);
    add_text(doc, item, "description", description);
    yyjson_mut_obj_add_real(doc, item, "price", yyjson_get_num(price));
    yyjson_mut_obj_add_val(doc, item, "tax", tax ? yyjson_val_mut_copy(doc, tax) : yyjson_mut_null(doc));
    yyjson_mut_obj_add_val(doc, item, "tags", tags ? yyjson_val_mut_copy(doc, tags) : yyjson_mut_arr(doc));
    return answer(201, doc);
}

invocation_response handle(const invocation_request &request)
{
    Doc event(request.payload.data(), request.payload.size());
    const char *method = yyjson_get_str(yyjson_obj_get(event.root(), "httpMethod"));
    const char *path = yyjson_get_str(yyjson_obj_get(event.root(), "path"));
    if (method && path && strcmp(method, "GET") == 0 && strncmp(path, "/items/", 7) == 0) {
        return read_item(path + 7, yyjson_obj_get(yyjson_obj_get(event.root(), "queryStringParameters"), "q"));
    }
    yyjson_val *body = yyjson_obj_get(event.root(), "body");
    if (method && path && strcmp(method, "POST") == 0 && strcmp(path, "/items") == 0 && yyjson_is_str(body)) {
        return create_item(body);
    }
    return refuse(404, "Not Found");
}

} // namespace

int main()
{
    run_handler(handle);
    return 0;
}

/* metric.c - CloudWatch's embedded metric format: a JSON line on stdout, which CloudWatch turns into a metric.
 *
 *     {"_aws":{"Timestamp":…,"CloudWatchMetrics":[{"Namespace":"Shop","Dimensions":[["Stage"]],
 *              "Metrics":[{"Name":"Orders","Unit":"Count"}]}]},"Stage":"prod","Orders":1.0,"requestId":"…"}
 *
 * The members beside "_aws" are what it names. The line is built in the request's arena and written at once. */
#include "core/clock.h"
#include "http/request.h"
#include "schema/encode_text.h"

#include <brisk/lambda.h>

#include <errno.h>
#include <math.h>
#include <unistd.h>

static bool put_text(brisk_buffer *out, const char *text)
{
    return brisk_encode_text(out, brisk_str_view(text));
}

static size_t count_dimensions(const brisk_metric *metric)
{
    size_t count = 0;
    while (count < BRISK_METRIC_DIMENSIONS && metric->dimensions[count].name != NULL) {
        count++;
    }
    return count;
}

static bool put_head(brisk_buffer *out, const brisk_metric *metric, size_t dimensions)
{
    BRISK_BUFFER_APPEND_LITERAL(out, "{\"_aws\":{\"Timestamp\":");
    brisk_buffer_append_i64(out, brisk_clock_wall_us() / 1000);
    BRISK_BUFFER_APPEND_LITERAL(out, ",\"CloudWatchMetrics\":[{\"Namespace\":");
    bool is_text = put_text(out, metric->name_space);
    BRISK_BUFFER_APPEND_LITERAL(out, ",\"Dimensions\":[[");
    for (size_t i = 0; i < dimensions; i++) {
        brisk_buffer_append_c_string(out, i > 0 ? "," : "");
        is_text = put_text(out, metric->dimensions[i].name) && is_text;
    }
    BRISK_BUFFER_APPEND_LITERAL(out, "]],\"Metrics\":[{\"Name\":");
    is_text = put_text(out, metric->name) && is_text;
    BRISK_BUFFER_APPEND_LITERAL(out, ",\"Unit\":");
    is_text = put_text(out, metric->unit == NULL ? "None" : metric->unit) && is_text;
    BRISK_BUFFER_APPEND_LITERAL(out, "}]}]}");
    return is_text;
}

static bool put_values(brisk_buffer *out, const brisk_request *req, const brisk_metric *metric, size_t dimensions)
{
    bool is_text = true;
    for (size_t i = 0; i < dimensions; i++) {
        brisk_buffer_append_char(out, ',');
        is_text = put_text(out, metric->dimensions[i].name) && is_text;
        brisk_buffer_append_char(out, ':');
        is_text = put_text(out, metric->dimensions[i].value) && is_text;
    }
    brisk_buffer_append_char(out, ',');
    is_text = put_text(out, metric->name) && is_text;
    brisk_buffer_append_char(out, ':');
    brisk_buffer_append_double(out, metric->value);
    const brisk_lambda_context *context = brisk_lambda_context_of(req);
    if (context != NULL) {
        BRISK_BUFFER_APPEND_LITERAL(out, ",\"requestId\":");
        is_text = brisk_encode_text(out, context->aws_request_id) && is_text;
    }
    BRISK_BUFFER_APPEND_LITERAL(out, "}\n");
    return is_text;
}

static brisk_status write_line(brisk_str line)
{
    while (line.len > 0) {
        ssize_t written = write(STDOUT_FILENO, line.ptr, line.len);
        if (written > 0) {
            line.ptr += written;
            line.len -= (size_t)written;
        } else if (written < 0 && errno != EINTR) {
            return BRISK_IO;
        }
    }
    return BRISK_OK;
}

brisk_status brisk_lambda_metric_with(brisk_request *req, const brisk_metric *metric)
{
    brisk_buffer out;
    brisk_str line;
    if (metric->name_space == NULL || metric->name == NULL || !isfinite(metric->value)) {
        return BRISK_INVALID;
    }
    size_t dimensions = count_dimensions(metric);
    brisk_buffer_init(&out, req->arena, 0);
    bool is_text = put_head(&out, metric, dimensions) && put_values(&out, req, metric, dimensions);
    brisk_status status = brisk_buffer_finish(&out, &line);
    if (status != BRISK_OK || !is_text) {
        return status != BRISK_OK ? status : BRISK_INVALID;
    }
    return write_line(line);
}

/* log_groups.c - the log groups of a plan (log_groups.h). */
#include "gateway/terraform/log_groups.h"

#include "core/arena.h"
#include "core/str.h"
#include "gateway/terraform/value.h"

static const brisk_tf_resource *log_group_named(const brisk_tf *self, brisk_str name)
{
    const brisk_tf_resource *group = NULL;
    while ((group = brisk_tf_next(self, "aws_cloudwatch_log_group", group)) != NULL) {
        if (brisk_str_equal(brisk_tf_text(group->values, "name", ""), name)) {
            return group;
        }
    }
    return NULL;
}

void brisk_tf_access_log(brisk_tf *self, const brisk_tf_resource *stage)
{
    static const char *const types[] = {"aws_cloudwatch_log_group", NULL};
    brisk_api_config *api = &self->config->api;
    brisk_json block = brisk_tf_block(stage->values, "access_log_settings");
    brisk_json expressions = brisk_tf_block(stage->expressions, "access_log_settings");
    brisk_str destination = brisk_tf_text(block, "destination_arn", "");
    size_t at = brisk_str_find(destination, BRISK_S(":log-group:"));
    api->access_log_format = brisk_tf_text(block, "format", "");
    if (at != BRISK_STR_NONE) {
        brisk_str rest = brisk_str_from(destination, at + 11), more;
        (void)brisk_str_cut(rest, ':', &api->access_log_group, &more);
        return;
    }
    if (brisk_str_find(destination, BRISK_S(":firehose:")) != BRISK_STR_NONE) {
        brisk_tf_note(self, "the access log goes to a log group here, not to Firehose");
    }
    const brisk_tf_resource *group = brisk_tf_find(self, stage, brisk_tf_get(block, "destination_arn"),
                                                   brisk_tf_get(expressions, "destination_arn"), types);
    if (group != NULL) {
        api->access_log_group = brisk_tf_text(group->values, "name", "");
    }
}

/* One number here, a number for each group there: the greatest of the groups that are written, 0 (for ever) above all. */
void brisk_tf_set_retention(brisk_tf *self)
{
    brisk_gateway_config *config = self->config;
    int32_t days = -1;
    for (size_t i = 0; i <= config->function_count; i++) {
        brisk_str name = config->api.access_log_group;
        if (i < config->function_count) {
            const brisk_function_config *function = &config->functions[i];
            name = function->log_group.len > 0
                       ? function->log_group
                       : brisk_str_concat(self->arena, BRISK_S("/aws/lambda/"), function->name, BRISK_S(""));
        }
        const brisk_tf_resource *group = log_group_named(self, name);
        if (group != NULL) {
            int32_t own = brisk_tf_int(group->values, "retention_in_days", 0);
            days = days == 0 || own == 0 ? 0 : own > days ? own : days;
        }
    }
    config->log_retention_days = days >= 0 ? days : config->log_retention_days;
}

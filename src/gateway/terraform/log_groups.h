/* log_groups.h - which log groups a plan has for what is written: where they are, and how long they are kept. */
#ifndef BRISK_GATEWAY_TERRAFORM_LOG_GROUPS_H
#define BRISK_GATEWAY_TERRAFORM_LOG_GROUPS_H

#include "gateway/terraform/plan.h"

/** The group's name that destination_arn of the stage's access log means, and the format with it. */
void brisk_tf_access_log(brisk_tf *self, const brisk_tf_resource *stage);
/** The logs' retention; to be called when API and functions are known. */
void brisk_tf_set_retention(brisk_tf *self);

#endif

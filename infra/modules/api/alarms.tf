# What tells that something is wrong, and one page to see it.

locals {
  has_alarms    = var.alarms != null
  gateway_names = { ApiName = aws_api_gateway_rest_api.this.name, Stage = aws_api_gateway_stage.this.stage_name }
  alias_names   = { FunctionName = aws_lambda_function.this.function_name, Resource = "${aws_lambda_function.this.function_name}:${local.alias_name}" }
  alarm_topics  = local.has_alarms ? var.alarms.topic_arns : []
}

resource "aws_cloudwatch_metric_alarm" "server_errors" {
  count = local.has_alarms ? 1 : 0

  alarm_name          = "${var.name}-5xx"
  alarm_description   = "More than ${var.alarms.server_error_percent} % of the answers of ${var.name} were 5xx, in three of five minutes."
  namespace           = "AWS/ApiGateway"
  metric_name         = "5XXError"
  dimensions          = local.gateway_names
  statistic           = "Average" # each request counts 0 or 1: the average is the share
  period              = 60
  evaluation_periods  = 5
  datapoints_to_alarm = 3
  comparison_operator = "GreaterThanThreshold"
  threshold           = var.alarms.server_error_percent / 100
  treat_missing_data  = "notBreaching" # no requests, no errors
  alarm_actions       = local.alarm_topics
  ok_actions          = local.alarm_topics
}

resource "aws_cloudwatch_metric_alarm" "latency" {
  count = local.has_alarms ? 1 : 0

  alarm_name          = "${var.name}-p99"
  alarm_description   = "One answer in a hundred of ${var.name} took longer than ${var.alarms.p99_latency_ms} ms, in three of five minutes."
  namespace           = "AWS/ApiGateway"
  metric_name         = "Latency"
  dimensions          = local.gateway_names
  extended_statistic  = "p99"
  period              = 60
  evaluation_periods  = 5
  datapoints_to_alarm = 3
  comparison_operator = "GreaterThanThreshold"
  threshold           = var.alarms.p99_latency_ms
  treat_missing_data  = "notBreaching"
  alarm_actions       = local.alarm_topics
  ok_actions          = local.alarm_topics

  evaluate_low_sample_count_percentiles = "ignore" # with ten requests a minute p99 is the slowest one
}

resource "aws_cloudwatch_metric_alarm" "function_errors" {
  count = local.has_alarms ? 1 : 0

  alarm_name          = "${var.name}-errors"
  alarm_description   = "${var.alarms.function_errors} or more invocations of ${var.name} in a minute crashed or timed out."
  namespace           = "AWS/Lambda"
  metric_name         = "Errors"
  dimensions          = local.alias_names
  statistic           = "Sum"
  period              = 60
  evaluation_periods  = 1
  comparison_operator = "GreaterThanOrEqualToThreshold"
  threshold           = var.alarms.function_errors
  treat_missing_data  = "notBreaching"
  alarm_actions       = local.alarm_topics
  ok_actions          = local.alarm_topics
}

resource "aws_cloudwatch_metric_alarm" "throttles" {
  count = local.has_alarms ? 1 : 0

  alarm_name          = "${var.name}-throttles"
  alarm_description   = "Lambda refused ${var.alarms.throttles} or more invocations of ${var.name} in a minute: its concurrency is used up."
  namespace           = "AWS/Lambda"
  metric_name         = "Throttles"
  dimensions          = { FunctionName = aws_lambda_function.this.function_name }
  statistic           = "Sum"
  period              = 60
  evaluation_periods  = 1
  comparison_operator = "GreaterThanOrEqualToThreshold"
  threshold           = var.alarms.throttles
  treat_missing_data  = "notBreaching"
  alarm_actions       = local.alarm_topics
  ok_actions          = local.alarm_topics
}

locals {
  gateway_dimensions = ["ApiName", aws_api_gateway_rest_api.this.name, "Stage", aws_api_gateway_stage.this.stage_name]
  alias_dimensions   = ["FunctionName", local.alias_names.FunctionName, "Resource", local.alias_names.Resource]

  dashboard_graphs = [
    {
      title   = "Requests and refusals"
      metrics = [for name in ["Count", "4XXError", "5XXError"] : concat(["AWS/ApiGateway", name], local.gateway_dimensions, [{ stat = "Sum" }])]
    },
    {
      title   = "Latency, ms"
      metrics = [for stat in ["p50", "p90", "p99"] : concat(["AWS/ApiGateway", "Latency"], local.gateway_dimensions, [{ stat = stat, label = stat }])]
    },
    {
      title   = "Invocations, errors, throttles"
      metrics = [for name in ["Invocations", "Errors", "Throttles"] : concat(["AWS/Lambda", name], local.alias_dimensions, [{ stat = "Sum" }])]
    },
    {
      title   = "Duration of an invocation, ms"
      metrics = [for stat in ["p50", "p99", "Maximum"] : concat(["AWS/Lambda", "Duration"], local.alias_dimensions, [{ stat = stat, label = stat }])]
    },
  ]
}

resource "aws_cloudwatch_dashboard" "this" {
  count = var.dashboard ? 1 : 0

  dashboard_name = var.name
  dashboard_body = jsonencode({
    widgets = concat(
      [for number, graph in local.dashboard_graphs : {
        type   = "metric"
        x      = 12 * (number % 2)
        y      = 6 * floor(number / 2)
        width  = 12
        height = 6
        properties = {
          title   = graph.title
          region  = var.region
          period  = 60
          view    = "timeSeries"
          metrics = graph.metrics
        }
      }],
      [{
        type   = "log"
        x      = 0
        y      = 12
        width  = 24
        height = 6
        properties = {
          title  = "Last answers with 5xx"
          region = var.region
          view   = "table"
          query  = "SOURCE '${aws_cloudwatch_log_group.access.name}' | fields @timestamp, status, httpMethod, path, errorMessage, requestId | filter status >= 500 | sort @timestamp desc | limit 20"
        }
      }],
    )
  })
}

# The API as a document, for `streaming = true`: provider 5.100 has no argument for the transfer mode of a response, but
# API Gateway takes it in x-amazon-apigateway-integration. The paths are those of gateway.tf.

locals {
  streaming_uri = join("", [
    "arn:${data.aws_partition.current.partition}:apigateway:${var.region}:lambda:path/2021-11-15/functions/",
    "${local.function_alias.arn}/response-streaming-invocations",
  ])

  streaming_integration = {
    type                 = "aws_proxy"
    httpMethod           = "POST"
    uri                  = local.streaming_uri
    responseTransferMode = "STREAM"
    timeoutInMillis      = local.integration_timeout_ms
    passthroughBehavior  = "when_no_match"
  }

  openapi_proxy_parameter = [{ name = "proxy", in = "path", required = true, schema = { type = "string" } }]

  # jsonencode of a map with values of two shapes, so each method is encoded by itself first.
  openapi_keyed = {
    responses                         = {}
    security                          = [{ api_key = [] }]
    "x-amazon-apigateway-integration" = local.streaming_integration
  }
  openapi_keyless = {
    responses                         = {}
    "x-amazon-apigateway-integration" = local.streaming_integration
  }

  openapi_paths = merge(
    {
      "/{proxy+}" = merge(
        { "x-amazon-apigateway-any-method" = merge(local.openapi_keyed, { parameters = local.openapi_proxy_parameter }) },
        { for method in ["options"] : method => merge(local.openapi_keyless, { parameters = local.openapi_proxy_parameter }) if local.has_preflight },
      )
    },
    {
      for path in ["/"] : path => merge(
        { "x-amazon-apigateway-any-method" = local.openapi_keyed },
        { for method in ["options"] : method => local.openapi_keyless if local.has_preflight },
      ) if local.has_root
    },
    { for page in local.docs_pages : "/${page}" => { get = local.openapi_keyless } },
    { for page in local.docs_files : "/${page}/{proxy+}" => { get = merge(local.openapi_keyless, { parameters = local.openapi_proxy_parameter }) } },
  )

  openapi = jsonencode({
    openapi = "3.0.1"
    info    = { title = var.name, version = "1" }
    paths   = local.openapi_paths
    # Each import of the document takes away what is not in it; gateway.tf's resources of the same would be missing until the next apply.
    "x-amazon-apigateway-gateway-responses" = { for type in local.error_types : type => {
      responseTemplates  = local.error_templates
      responseParameters = local.error_parameters
    } }
    components = {
      securitySchemes = { api_key = { type = "apiKey", name = "x-api-key", in = "header" } }
    }
  })
}

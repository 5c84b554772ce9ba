# Each mistake is refused by the variable that it is made in. A run holds one mistake of each variable, and fails where
# one of them is not refused.

mock_provider "aws" {}

variables {
  name = "hello-dev"
}

run "first_mistakes" {
  command = plan

  variables {
    name                     = "Hello"
    permissions_boundary_arn = "arn:aws:iam::123456789012:role/x"
  }

  expect_failures = [
    var.name,
    var.permissions_boundary_arn,
  ]
}

run "second_mistakes" {
  command = plan

  variables {
    name = "a23456789012345678901234567890123456789"
  }

  expect_failures = [
    var.name,
  ]
}

# AWS Lambda on x86_64: a static program against musl (lambda-musl.cmake).
set(BRISK_LAMBDA_ARCH x86_64)
set(brisk_processor x86_64)
set(brisk_triplet x86_64-linux-gnu)
set(brisk_arch_flags "-fcf-protection=none")
include("${CMAKE_CURRENT_LIST_DIR}/lambda-musl.cmake")

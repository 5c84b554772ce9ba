# AWS Lambda on arm64 (Graviton): a static program against musl (lambda-musl.cmake).
set(BRISK_LAMBDA_ARCH arm64)
set(brisk_processor aarch64)
set(brisk_triplet aarch64-linux-gnu)
# The out-of-line atomics of libgcc ask glibc which instructions the processor has.
set(brisk_arch_flags "-mno-outline-atomics")
include("${CMAKE_CURRENT_LIST_DIR}/lambda-musl.cmake")

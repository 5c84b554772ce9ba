# The host and the bootstraps that it can be tried on, and the test: included by tests/e2e/CMakeLists.txt (python is set).

set(bench "${CMAKE_CURRENT_LIST_DIR}")
add_executable(bench_lambda_host "${bench}/host.c" "${bench}/api.c" "${bench}/process.c" "${bench}/check.c")
add_executable(bench_lambda_floor "${bench}/peers/floor.c")
add_executable(bench_lambda_floor_pipeline "${bench}/peers/floor.c")
target_compile_definitions(bench_lambda_floor_pipeline PRIVATE PIPELINE=1)
add_executable(bench_lambda_app "${bench}/brisk_app.c")
target_link_libraries(bench_lambda_app PRIVATE brisk::brisk)
foreach(target IN ITEMS bench_lambda_host bench_lambda_floor bench_lambda_floor_pipeline bench_lambda_app)
    set_target_properties(${target} PROPERTIES C_STANDARD 11 C_STANDARD_REQUIRED ON C_EXTENSIONS OFF)
    target_compile_definitions(${target} PRIVATE _POSIX_C_SOURCE=200809L)
endforeach()
foreach(target IN ITEMS bench_lambda_host bench_lambda_floor bench_lambda_floor_pipeline)
    target_link_libraries(${target} PRIVATE "$<BUILD_INTERFACE:brisk_options>")
    target_link_options(${target} PRIVATE ${BRISK_BUILD_OPTIONS})
endforeach()

add_test(NAME e2e/bench_lambda COMMAND "${python}" -m pytest -q -rs -p no:cacheprovider "${bench}/test_host.py")
set_tests_properties(e2e/bench_lambda PROPERTIES LABELS e2e TIMEOUT 120 ENVIRONMENT "BENCH_HOST=$<TARGET_FILE:bench_lambda_host>\
;BENCH_FLOOR=$<TARGET_FILE:bench_lambda_floor>;BENCH_FLOOR_PIPELINE=$<TARGET_FILE:bench_lambda_floor_pipeline>\
;BENCH_APP=$<TARGET_FILE:bench_lambda_app>;PYTHONDONTWRITEBYTECODE=1")

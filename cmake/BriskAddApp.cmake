# brisk_add_app(<target> source…): a program made with Brisk. Also there after find_package(brisk).

include_guard(GLOBAL)

# Leave out what a program does not reach: an object of libbrisk.a, and a shared library that nothing calls.
function(brisk_user_link_options target)
    if(CMAKE_SYSTEM_NAME STREQUAL "Darwin")
        set_property(TARGET ${target} APPEND PROPERTY INTERFACE_LINK_OPTIONS "LINKER:-dead_strip")
    elseif(NOT BRISK_LAMBDA_LIBC STREQUAL "musl") # there the toolchain says all
        set_property(TARGET ${target} APPEND PROPERTY INTERFACE_LINK_OPTIONS
            "LINKER:--gc-sections" "LINKER:--as-needed" "LINKER:-z,relro" "LINKER:-z,now")
    endif()
endfunction()

function(brisk_add_app target)
    add_executable(${target} ${ARGN})
    # Without extensions: `unix` and `linux` are macros under gnu11, and fields are named so.
    set_target_properties(${target} PROPERTIES C_STANDARD 11 C_STANDARD_REQUIRED ON C_EXTENSIONS OFF)
    # Without extensions a C library declares only what the C standard names: no strdup, no nanosleep.
    if(NOT CMAKE_SYSTEM_NAME STREQUAL "Darwin")
        target_compile_definitions(${target} PRIVATE _POSIX_C_SOURCE=200809L)
    endif()
    target_link_libraries(${target} PRIVATE brisk::brisk)
    target_compile_options(${target} PRIVATE "$<$<COMPILE_LANG_AND_ID:C,GNU,Clang,AppleClang>:-Wall;-Wextra>")
    if(NOT CMAKE_BUILD_TYPE STREQUAL "Debug")
        target_compile_options(${target} PRIVATE -ffunction-sections -fdata-sections)
    endif()
endfunction()

# brisk_layer(<folder> [USES layer…] [LIBRARIES name…] [ASSETS]): the layer of src/<folder>.
#
# Its sources are src/<folder>/*.c and one level below. It is built as objects once, which go into its own static library
# brisk_<folder> (what unit tests of a layer may link) and into libbrisk.a. A folder without sources is no layer yet.

set(BRISK_WARNINGS
    -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wvla -Wundef -Wcast-qual -Wwrite-strings -Wformat=2
    -Wstrict-prototypes -Wmissing-prototypes -Wimplicit-fallthrough)

# What the code that users write is compiled with: macro mistakes in three lines, and handlers need not use `in`.
set(BRISK_USER_OPTIONS
    "$<$<COMPILE_LANG_AND_ID:C,GNU>:-ftrack-macro-expansion=0>"
    "$<$<COMPILE_LANG_AND_ID:C,Clang,AppleClang>:-fmacro-backtrace-limit=1>"
    "$<$<COMPILE_LANG_AND_ID:C,GNU,Clang,AppleClang>:-Wno-unused-parameter>")

# Sanitizers and coverage belong to the whole program: users of the build tree link them as well.
set(BRISK_BUILD_OPTIONS "")
if(BRISK_SANITIZE)
    list(APPEND BRISK_BUILD_OPTIONS -fsanitize=${BRISK_SANITIZE} -fno-omit-frame-pointer)
    if(BRISK_SANITIZE MATCHES "undefined")
        list(APPEND BRISK_BUILD_OPTIONS -fno-sanitize-recover=undefined)
    endif()
endif()
if(BRISK_COVERAGE)
    list(APPEND BRISK_BUILD_OPTIONS --coverage)
endif()
if(BRISK_FUZZ)
    list(APPEND BRISK_BUILD_OPTIONS -fsanitize=fuzzer-no-link) # the fuzzers themselves link -fsanitize=fuzzer
endif()

add_library(brisk_options INTERFACE)
target_compile_definitions(brisk_options INTERFACE _POSIX_C_SOURCE=200809L BRISK_VERSION="${PROJECT_VERSION}")
target_compile_options(brisk_options INTERFACE
    "$<$<COMPILE_LANGUAGE:C>:${BRISK_WARNINGS}>" -ffunction-sections -fdata-sections ${BRISK_BUILD_OPTIONS})
if(BRISK_LAMBDA_LIBC STREQUAL "musl") # its structs have int where POSIX says size_t
    target_compile_options(brisk_options INTERFACE "$<$<COMPILE_LANGUAGE:C>:-Wno-conversion>")
    target_compile_definitions(brisk_options INTERFACE BRISK_HEAP_POOL=65536) # src/core/heap.c
endif()
if(BRISK_WERROR)
    target_compile_options(brisk_options INTERFACE "$<$<COMPILE_LANGUAGE:C>:-Werror>")
endif()
if(BRISK_COVERAGE)
    target_compile_options(brisk_options INTERFACE -fprofile-update=atomic)
endif()
if(NOT DEFINED CMAKE_POSITION_INDEPENDENT_CODE)
    target_compile_options(brisk_options INTERFACE -fPIE) # a program of any compiler can link it, PIE or not
endif()
if(BRISK_HARDEN)
    target_compile_options(brisk_options INTERFACE "$<$<COMPILE_LANGUAGE:C>:-fstack-protector-strong>")
    # Undefined first: some distributions' compilers define it themselves.
    target_compile_options(brisk_options INTERFACE
        "$<$<AND:$<COMPILE_LANGUAGE:C>,$<NOT:$<CONFIG:Debug>>>:-U_FORTIFY_SOURCE;-D_FORTIFY_SOURCE=2>")
endif()

# In a bootstrap, what runs rarely is compiled to be small: the document, its pages, start-up, problems, uploads. The
# less there is of it, the fewer pages are read at start.
function(brisk_small_code sources)
    set(rare "openapi[a-z_]*|json_schema[a-z_]*|docs[a-z_]*|check|default|problems|multipart|service|plan|cors|idna|email"
        "email_text|print|log|logs|metric|extension|error|program|sample|value_equal|route_pattern|background|digits"
        "set|enum|union|tuple|duration|decimal|ip|uuid|url|decode_expected|security|request_id|named")
    string(REPLACE ";" "|" rare "${rare}")
    list(FILTER sources INCLUDE REGEX "/(${rare})\\.c$")
    set_source_files_properties(${sources} PROPERTIES COMPILE_OPTIONS -Os)
endfunction()

function(brisk_layer name)
    cmake_parse_arguments(arg "ASSETS" "" "USES;LIBRARIES" ${ARGN})
    file(GLOB sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*.c" "${CMAKE_CURRENT_SOURCE_DIR}/*/*.c")
    if(NOT sources)
        return()
    endif()
    add_library(brisk_${name}_objects OBJECT ${sources})
    if(BRISK_LAMBDA)
        brisk_small_code("${sources}")
    endif()
    set_target_properties(brisk_${name}_objects PROPERTIES C_STANDARD 11 C_STANDARD_REQUIRED ON C_EXTENSIONS OFF)
    target_include_directories(brisk_${name}_objects PRIVATE "${PROJECT_SOURCE_DIR}/src"
        PUBLIC "$<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>")
    target_link_libraries(brisk_${name}_objects PRIVATE "$<BUILD_INTERFACE:brisk_options>")
    foreach(library IN LISTS arg_LIBRARIES)
        target_link_libraries(brisk_${name}_objects PRIVATE brisk::dep_${library})
    endforeach()

    add_library(brisk_${name} STATIC "$<TARGET_OBJECTS:brisk_${name}_objects>")
    set_target_properties(brisk_${name} PROPERTIES LINKER_LANGUAGE C)
    target_include_directories(brisk_${name} PUBLIC "${PROJECT_SOURCE_DIR}/include")
    target_compile_options(brisk_${name} INTERFACE ${BRISK_BUILD_OPTIONS})
    target_link_options(brisk_${name} INTERFACE ${BRISK_BUILD_OPTIONS})
    foreach(used IN LISTS arg_USES)
        if(TARGET brisk_${used})
            target_link_libraries(brisk_${name} PUBLIC brisk_${used})
        endif()
    endforeach()
    foreach(library IN LISTS arg_LIBRARIES)
        target_link_libraries(brisk_${name} PRIVATE brisk::dep_${library})
    endforeach()
    target_link_libraries(brisk_${name} PUBLIC m)
    if(arg_ASSETS)
        target_compile_definitions(brisk_${name}_objects PRIVATE BRISK_DOCS_OFFLINE=${BRISK_DOCS_OFFLINE})
        if(BRISK_DOCS_OFFLINE)
            target_link_libraries(brisk_${name} PUBLIC brisk_assets)
        endif()
    endif()
endfunction()

# brisk_library(<target> <name> LAYERS layer… DEPS library…): the objects of these layers, and the docs pages, as
# lib<target>.a with the target brisk::<name>. Each object file is linked only where it is used.
function(brisk_library target name)
    cmake_parse_arguments(arg "" "" "LAYERS;DEPS" ${ARGN})
    add_library(${target} STATIC)
    add_library(brisk::${name} ALIAS ${target})
    set_target_properties(${target} PROPERTIES LINKER_LANGUAGE C EXPORT_NAME ${name})
    foreach(layer IN LISTS arg_LAYERS)
        if(TARGET brisk_${layer}_objects) # a folder without sources is none
            target_sources(${target} PRIVATE "$<TARGET_OBJECTS:brisk_${layer}_objects>")
        endif()
    endforeach()
    if(BRISK_DOCS_OFFLINE)
        target_sources(${target} PRIVATE "$<TARGET_OBJECTS:brisk_assets_objects>")
    endif()
    target_include_directories(${target} INTERFACE
        "$<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>" "$<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>")
    target_compile_options(${target} INTERFACE ${BRISK_USER_OPTIONS} ${BRISK_BUILD_OPTIONS})
    # Linked, but no include path of theirs: no public header names a third-party header.
    foreach(dep IN LISTS arg_DEPS)
        target_link_libraries(${target} INTERFACE "$<LINK_ONLY:brisk::dep_${dep}>")
    endforeach()
    target_link_libraries(${target} INTERFACE m)
    target_link_options(${target} INTERFACE ${BRISK_BUILD_OPTIONS})
    brisk_user_link_options(${target})
endfunction()

# brisk_add_lambda(<target> [ARCH x86_64|arm64…] [LIBC musl|glibc] [NAME name]): zips of a program for AWS Lambda.
# Also there after find_package(brisk).
#
#     brisk_add_app(shop main.c items.c)
#     brisk_add_lambda(shop)
#
#     cmake --build build --target shop_zip            build/lambda.zip and build/lambda-<this machine's>.zip
#     cmake --build build --target shop_zip_arm64      build/lambda-arm64.zip
#
# A zip is made by configuring the same project once more, in build/lambda-<arch>, with a toolchain of cmake/toolchains
# and BRISK_LAMBDA on. There brisk::brisk is the bootstrap's library and <target> the bootstrap: all that the project says
# of its target holds for both. What a project has no use for there (its tests) stands in if(NOT BRISK_LAMBDA).
#
# LIBC musl (as it is): one static program. LIBC glibc: for libraries that exist for glibc only. The program is linked
# with the machine's own, the shared libraries that it needs go into lib/, and a library that wants a newer glibc than
# provided.al2023 has is refused. Of this machine's architecture only.
#
# BRISK_LAMBDA_CMAKE_ARGS: more arguments for the second configuration. BRISK_DEPS_DIR: where musl and the libraries for it
# are brought to; as it is, build/deps of Brisk's tree, or brisk-deps of the project's build where Brisk is installed.

include_guard(GLOBAL)

# This machine's architecture by Lambda's name.
function(brisk_host_arch out)
    set(arch "${CMAKE_HOST_SYSTEM_PROCESSOR}")
    if(arch MATCHES "^(aarch64|arm64)$")
        set(arch arm64)
    elseif(arch MATCHES "^(AMD64|amd64)$")
        set(arch x86_64)
    endif()
    set(${out} "${arch}" PARENT_SCOPE)
endfunction()

# In the second configuration: the program, and its zip.
function(brisk_lambda_inner target libc name)
    if(NOT BRISK_LAMBDA_OUTPUT) # configured by hand
        set(BRISK_LAMBDA_OUTPUT "${CMAKE_BINARY_DIR}")
    endif()
    set(out "${BRISK_LAMBDA_OUTPUT}/${name}")
    add_custom_target(${target}_zip
        COMMAND "${CMAKE_COMMAND}" "-DPROGRAM=$<TARGET_FILE:${target}>" "-DWORK=${CMAKE_BINARY_DIR}/zip-${name}"
            "-DOUT=${out}-${BRISK_LAMBDA_ARCH}.zip" "-DCOPY=$<$<BOOL:${BRISK_LAMBDA_IS_HOST}>:${out}.zip>"
            "-DARCH=${BRISK_LAMBDA_ARCH}" "-DLIBC=${libc}" "-DSTRIP=${CMAKE_STRIP}" "-DOBJDUMP=${CMAKE_OBJDUMP}"
            -P "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/lambda-zip.cmake"
        DEPENDS ${target} VERBATIM COMMENT "")
    if(libc STREQUAL "glibc")
        # In place of RUNPATH, which a library's own libraries are not found by.
        target_link_options(${target} PRIVATE "LINKER:--disable-new-dtags")
        set_target_properties(${target} PROPERTIES BUILD_RPATH "\$ORIGIN/lib" BUILD_WITH_INSTALL_RPATH ON
            INSTALL_RPATH "\$ORIGIN/lib")
    endif()
endfunction()

# In the project's own build: a target that configures the second and builds the zip there.
function(brisk_lambda_outer target arch libc host_arch)
    set(inner "${CMAKE_BINARY_DIR}/lambda-${arch}")
    # Brisk's own sources: where these files are, or what an installed Brisk keeps of them.
    get_filename_component(source "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/.." ABSOLUTE)
    get_property(installed GLOBAL PROPERTY BRISK_SOURCE_DIR)
    if(installed)
        set(source "${installed}")
    endif()
    get_property(deps GLOBAL PROPERTY BRISK_DEPS_DIR)
    if(NOT deps)
        set(deps "${BRISK_DEPS_DIR}") # a folder that several projects share
    endif()
    if(NOT deps)
        set(deps "${CMAKE_BINARY_DIR}/brisk-deps")
    endif()
    set(arguments "-DBRISK_DEPS_DIR=${deps}" -DBRISK_LAMBDA=ON "-DBRISK_LAMBDA_OUTPUT=${CMAKE_BINARY_DIR}"
        -DCMAKE_BUILD_TYPE=Release)
    set(bring "${source}/tools/deps.sh")
    if(libc STREQUAL "glibc")
        list(APPEND arguments -DBRISK_LAMBDA_LIBC=glibc -DBRISK_LAMBDA_ARCH=${arch} -DBRISK_HARDEN=ON
            "-DCMAKE_C_COMPILER=${CMAKE_C_COMPILER}" "-DCMAKE_C_FLAGS_RELEASE=-O2 -DNDEBUG")
        list(APPEND bring --no-docs "${deps}")
        set(inner "${inner}-glibc")
    else()
        list(APPEND arguments "-DCMAKE_TOOLCHAIN_FILE=${source}/cmake/toolchains/lambda-${arch}.cmake")
        list(APPEND bring --target=musl-${arch} "${deps}")
    endif()
    if(arch STREQUAL host_arch)
        list(APPEND arguments -DBRISK_LAMBDA_IS_HOST=ON)
    endif()
    if(brisk_DIR)
        list(APPEND arguments "-Dbrisk_DIR=${brisk_DIR}")
    endif()
    if(CMAKE_C_COMPILER_LAUNCHER)
        list(APPEND arguments "-DCMAKE_C_COMPILER_LAUNCHER=${CMAKE_C_COMPILER_LAUNCHER}")
    endif()
    if(CMAKE_MAKE_PROGRAM)
        list(APPEND arguments "-DCMAKE_MAKE_PROGRAM=${CMAKE_MAKE_PROGRAM}")
    endif()
    list(APPEND arguments -DCMAKE_RULE_MESSAGES=OFF ${BRISK_LAMBDA_CMAKE_ARGS})
    set(script "${CMAKE_BINARY_DIR}/CMakeFiles/${target}_zip_${arch}.cmake")
    configure_file("${source}/cmake/lambda-build.cmake.in" "${script}" @ONLY)
    add_custom_target(${target}_zip_${arch} COMMAND "${CMAKE_COMMAND}" -P "${script}"
        USES_TERMINAL VERBATIM COMMENT "The bootstrap of ${target} for ${arch}")
endfunction()

function(brisk_add_lambda target)
    cmake_parse_arguments(arg "" "LIBC;NAME" "ARCH" ${ARGN})
    if(arg_UNPARSED_ARGUMENTS OR NOT TARGET ${target})
        message(FATAL_ERROR "brisk_add_lambda(<target> [ARCH x86_64|arm64…] [LIBC musl|glibc] [NAME name]): "
            "no target, or unknown words: ${target} ${arg_UNPARSED_ARGUMENTS}")
    endif()
    set(libc musl)
    if(arg_LIBC)
        set(libc "${arg_LIBC}")
    endif()
    set(name lambda)
    if(arg_NAME)
        set(name "${arg_NAME}")
    endif()
    if(NOT libc MATCHES "^(musl|glibc)$")
        message(FATAL_ERROR "brisk_add_lambda(${target}): LIBC is musl or glibc, not ${libc}")
    endif()
    if(BRISK_LAMBDA)
        brisk_lambda_inner(${target} ${libc} ${name})
        return()
    endif()
    brisk_host_arch(host_arch)
    set(arches x86_64 arm64)
    if(arg_ARCH)
        set(arches ${arg_ARCH})
    elseif(libc STREQUAL "glibc")
        set(arches ${host_arch})
    endif()
    foreach(arch IN LISTS arches)
        if(NOT arch MATCHES "^(x86_64|arm64)$")
            message(FATAL_ERROR "brisk_add_lambda(${target}): ARCH is x86_64 or arm64, not ${arch}")
        endif()
        if(libc STREQUAL "glibc" AND NOT arch STREQUAL host_arch)
            message(FATAL_ERROR "brisk_add_lambda(${target}): LIBC glibc is made on a machine of the architecture: "
                "this one is ${host_arch}, not ${arch}")
        endif()
        brisk_lambda_outer(${target} ${arch} ${libc} ${host_arch})
    endforeach()
    # By itself the zip of this machine's architecture, so that what is tried here is what was built.
    list(GET arches 0 first)
    if(host_arch IN_LIST arches)
        set(first ${host_arch})
    endif()
    add_custom_target(${target}_zip DEPENDS ${target}_zip_${first})
endfunction()

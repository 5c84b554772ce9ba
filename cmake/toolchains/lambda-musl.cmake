# A static program against musl, for AWS Lambda: included by lambda-x86_64.cmake and lambda-arm64.cmake, which set
# BRISK_LAMBDA_ARCH and brisk_triplet.
#
# gcc is used as it is, made to forget its own C library: the headers, start files and libraries are those of
# BRISK_DEPS_DIR/musl-<arch> (tools/deps.sh --target=musl-<arch>). How and why the program is linked so:
#
#     -static -no-pie             no loader and no relocations at start: fewest page faults, the quickest start
#     -z noseparate-code norelro  headers, constants and code share pages, which a start reads
#     -flto, --gc-sections        the program as one, without what nothing reaches
#     no build id, no tables      nothing that is not run. It also makes two builds alike, byte for byte

set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR "${BRISK_LAMBDA_ARCH}")
set(BRISK_LAMBDA ON)
set(BRISK_LAMBDA_LIBC musl)
if(NOT BRISK_DEPS_DIR)
    get_filename_component(BRISK_DEPS_DIR "${CMAKE_CURRENT_LIST_DIR}/../../build/deps" ABSOLUTE)
endif()
set(brisk_sysroot "${BRISK_DEPS_DIR}/musl-${BRISK_LAMBDA_ARCH}")
# CMake tries the compiler in projects of their own, which are to see this as well.
set(CMAKE_TRY_COMPILE_PLATFORM_VARIABLES BRISK_DEPS_DIR BRISK_LAMBDA_CC)
if(NOT EXISTS "${brisk_sysroot}/lib/libc.a")
    message(FATAL_ERROR "Brisk: musl is not in ${brisk_sysroot}. Run: "
        "tools/deps.sh --target=musl-${BRISK_LAMBDA_ARCH} (brisk_add_lambda's targets do so by themselves)")
endif()

# The compiler by its full name, or the machine's own where that makes the same code.
if(NOT BRISK_LAMBDA_CC)
    find_program(BRISK_LAMBDA_CC NAMES ${brisk_triplet}-gcc)
    if(NOT BRISK_LAMBDA_CC AND CMAKE_HOST_SYSTEM_PROCESSOR STREQUAL brisk_processor)
        find_program(BRISK_LAMBDA_CC NAMES gcc)
    endif()
    if(NOT BRISK_LAMBDA_CC)
        message(FATAL_ERROR "Brisk: ${brisk_triplet}-gcc is missing. Run: tools/install-dev.sh --zip, or install "
            "that package, or name the compiler with -DBRISK_LAMBDA_CC=")
    endif()
endif()
set(CMAKE_C_COMPILER "${BRISK_LAMBDA_CC}")
# ar and ranlib as gcc's own front ends: plain ones do not see into objects of -flto.
string(REGEX REPLACE "gcc([^/]*)$" "gcc-ar\\1" brisk_ar "${BRISK_LAMBDA_CC}")
string(REGEX REPLACE "gcc([^/]*)$" "gcc-ranlib\\1" brisk_ranlib "${BRISK_LAMBDA_CC}")
set(CMAKE_AR "${brisk_ar}" CACHE FILEPATH "ar that knows -flto")
set(CMAKE_RANLIB "${brisk_ranlib}" CACHE FILEPATH "ranlib that knows -flto")

execute_process(COMMAND "${BRISK_LAMBDA_CC}" -print-file-name=include
    OUTPUT_VARIABLE brisk_gcc_include OUTPUT_STRIP_TRAILING_WHITESPACE)
execute_process(COMMAND "${BRISK_LAMBDA_CC}" -print-libgcc-file-name
    OUTPUT_VARIABLE brisk_libgcc OUTPUT_STRIP_TRAILING_WHITESPACE)

set(CMAKE_POSITION_INDEPENDENT_CODE OFF)
set(CMAKE_C_FLAGS_INIT "-nostdinc -isystem \"${brisk_sysroot}/include\" -isystem \"${brisk_gcc_include}\" -fno-pie")
string(APPEND CMAKE_C_FLAGS_INIT " -fno-asynchronous-unwind-tables -fno-unwind-tables ${brisk_arch_flags}")
set(CMAKE_C_FLAGS_RELEASE_INIT "-O2 -DNDEBUG -flto=auto")
set(CMAKE_EXE_LINKER_FLAGS_INIT "-static -no-pie -nostdlib -nostartfiles -L\"${brisk_sysroot}/lib\"")
string(APPEND CMAKE_EXE_LINKER_FLAGS_INIT " -Wl,--gc-sections -Wl,--build-id=none -Wl,-z,norelro,-z,noseparate-code")
string(APPEND CMAKE_EXE_LINKER_FLAGS_INIT " -Wl,-z,max-page-size=4096 -Wl,--hash-style=gnu")
# The order of a whole program; not as CMAKE_C_STANDARD_LIBRARIES, which CMake leaves out when it tries the compiler.
string(CONCAT CMAKE_C_LINK_EXECUTABLE "<CMAKE_C_COMPILER> <FLAGS> <CMAKE_C_LINK_FLAGS> <LINK_FLAGS>"
    " \"${brisk_sysroot}/lib/crt1.o\" \"${brisk_sysroot}/lib/crti.o\" <OBJECTS> -o <TARGET> <LINK_LIBRARIES>"
    " -Wl,--start-group -lc \"${brisk_libgcc}\" -Wl,--end-group \"${brisk_sysroot}/lib/crtn.o\"")

# What is there for the build machine is not there for the target; programs to run are the machine's.
set(CMAKE_FIND_ROOT_PATH "${brisk_sysroot}")
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
set(ENV{PKG_CONFIG_PATH} "")
set(ENV{PKG_CONFIG_LIBDIR} "${brisk_sysroot}/lib/pkgconfig")

# The third-party libraries, each as an interface target brisk::dep_<name>.
#
# Used by the build and, installed, by find_package(brisk). A library is looked for in the folder of bundled archives
# (build/deps of the repository, or lib/brisk of an installed Brisk) when pkg-config does not find it on the system.
# A static archive is preferred: then a program holds only those objects that it uses (no PCRE2 without a pattern).

include_guard(GLOBAL)

set(BRISK_DEPS yyjson llhttp libuv pcre2 zlib)
set(BRISK_DEP_MODULE_yyjson yyjson)
set(BRISK_DEP_MODULE_llhttp libllhttp)
set(BRISK_DEP_MODULE_libuv libuv)
set(BRISK_DEP_MODULE_pcre2 libpcre2-8)
set(BRISK_DEP_MODULE_zlib zlib)
set(BRISK_DEP_ARCHIVES_yyjson libyyjson.a)
set(BRISK_DEP_ARCHIVES_llhttp libllhttp.a)
set(BRISK_DEP_ARCHIVES_libuv libuv_a.a libuv.a)
set(BRISK_DEP_ARCHIVES_pcre2 libpcre2-8.a)
set(BRISK_DEP_ARCHIVES_zlib libz.a)

# What a static archive needs of the system besides itself.
function(brisk_dep_system_libraries name out)
    set(libraries "")
    if(name STREQUAL "libuv")
        find_package(Threads REQUIRED)
        set(libraries Threads::Threads ${CMAKE_DL_LIBS})
        if(CMAKE_SYSTEM_NAME STREQUAL "Linux")
            list(APPEND libraries rt)
        endif()
    endif()
    set(${out} "${libraries}" PARENT_SCOPE)
endfunction()

# Sets BRISK_DEP_<name>_BUNDLED to the archive's path when it comes from FOLDER, else to nothing.
function(brisk_find_dep name folder)
    if(TARGET brisk::dep_${name})
        return()
    endif()
    find_package(PkgConfig REQUIRED)
    set(module "${BRISK_DEP_MODULE_${name}}")
    set(archive "")
    set(include "")
    set(bundled "")
    pkg_check_modules(BRISK_PC_${name} QUIET NO_CMAKE_PATH NO_CMAKE_ENVIRONMENT_PATH ${module})
    if(BRISK_PC_${name}_FOUND)
        set(include ${BRISK_PC_${name}_INCLUDE_DIRS})
        if(NOT DEFINED BRISK_STATIC_DEPS OR BRISK_STATIC_DEPS)
            pkg_get_variable(libdir ${module} libdir)
            find_library(BRISK_ARCHIVE_${name} NAMES ${BRISK_DEP_ARCHIVES_${name}} HINTS ${libdir} NO_CACHE)
            if(BRISK_ARCHIVE_${name})
                set(archive "${BRISK_ARCHIVE_${name}}")
            endif()
        endif()
    else()
        find_library(BRISK_ARCHIVE_${name} NAMES ${BRISK_DEP_ARCHIVES_${name}}
            PATHS "${folder}" "${folder}/lib" NO_DEFAULT_PATH NO_CACHE)
        if(NOT BRISK_ARCHIVE_${name})
            set(brisk_missing_deps ${brisk_missing_deps} ${name} PARENT_SCOPE)
            return()
        endif()
        set(archive "${BRISK_ARCHIVE_${name}}")
        set(bundled "${archive}")
        if(EXISTS "${folder}/include")
            set(include "${folder}/include")
        endif()
    endif()

    add_library(brisk::dep_${name} INTERFACE IMPORTED GLOBAL)
    if(include)
        set_target_properties(brisk::dep_${name} PROPERTIES INTERFACE_INCLUDE_DIRECTORIES "${include}")
    endif()
    if(archive)
        brisk_dep_system_libraries(${name} system)
        set_target_properties(brisk::dep_${name} PROPERTIES INTERFACE_LINK_LIBRARIES "${archive};${system}")
    else()
        set_target_properties(brisk::dep_${name} PROPERTIES
            INTERFACE_LINK_LIBRARIES "${BRISK_PC_${name}_LINK_LIBRARIES}"
            INTERFACE_LINK_OPTIONS "${BRISK_PC_${name}_LDFLAGS_OTHER}")
    endif()
    set(BRISK_DEP_${name}_BUNDLED "${bundled}" PARENT_SCOPE)
endfunction()

# A macro: what brisk_find_dep says is wanted by the caller.
macro(brisk_find_all_deps folder)
    set(brisk_missing_deps "")
    foreach(brisk_dep IN LISTS BRISK_DEPS)
        brisk_find_dep(${brisk_dep} "${folder}")
    endforeach()
    if(brisk_missing_deps)
        string(REPLACE ";" ", " brisk_missing_deps "${brisk_missing_deps}")
        message(FATAL_ERROR "Brisk: not found: ${brisk_missing_deps}. "
            "Run `make deps` (tools/deps.sh), which brings them into build/deps, or install them.")
    endif()
endmacro()

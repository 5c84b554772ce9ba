# cmake -DPROGRAM= -DWORK= -DOUT= [-DCOPY=] -DARCH= -DLIBC= -DSTRIP= -DOBJDUMP= -P lambda-zip.cmake: PROGRAM as the zip OUT.
#
# What is in the zip: bootstrap, stripped, mode 0755; with LIBC glibc also lib/, the shared libraries that it needs and the
# Lambda environment has not. The same files make the same zip, byte for byte.

cmake_policy(VERSION 3.25)

# provided.al2023 is Amazon Linux 2023, whose glibc this is.
set(glibc_minor_max 34)

function(refuse_new_glibc file)
    execute_process(COMMAND "${OBJDUMP}" -T "${file}" OUTPUT_VARIABLE symbols RESULT_VARIABLE result)
    if(NOT result EQUAL 0)
        message(FATAL_ERROR "objdump cannot read ${file}")
    endif()
    string(REGEX MATCHALL "\\*UND\\*[^\n]*GLIBC_2\\.[0-9]+[^\n]*" wanted "${symbols}")
    get_filename_component(name "${file}" NAME)
    set(new "")
    foreach(line IN LISTS wanted)
        string(REGEX MATCH "GLIBC_2\\.([0-9]+)" version "${line}")
        if(CMAKE_MATCH_1 GREATER glibc_minor_max)
            string(REGEX REPLACE ".*[ \t)]([^ \t)]+)$" "\\1" symbol "${line}")
            string(APPEND new "\n    ${symbol} of ${version}")
        endif()
    endforeach()
    if(new)
        message(FATAL_ERROR "${name} needs a newer glibc than provided.al2023 has (2.${glibc_minor_max}):${new}\n"
            "Build it on a system with glibc 2.${glibc_minor_max} or older (Amazon Linux 2023), or without LIBC glibc.")
    endif()
endfunction()

# The libraries, under the names that programs ask for, without those that belong to glibc itself.
function(take_libraries program folder)
    file(GET_RUNTIME_DEPENDENCIES EXECUTABLES "${program}"
        RESOLVED_DEPENDENCIES_VAR found UNRESOLVED_DEPENDENCIES_VAR missing
        PRE_EXCLUDE_REGEXES "^ld-linux" "^linux-vdso" "^lib(c|m|pthread|dl|rt|resolv|util|anl|nsl|BrokenLocale)\\.so")
    if(missing)
        message(FATAL_ERROR "not found: ${missing}, which ${program} needs")
    endif()
    foreach(library IN LISTS found)
        get_filename_component(name "${library}" NAME)
        refuse_new_glibc("${library}")
        file(MAKE_DIRECTORY "${folder}")
        execute_process(COMMAND "${STRIP}" --strip-unneeded -o "${folder}/${name}" "${library}"
            COMMAND_ERROR_IS_FATAL ANY)
    endforeach()
endfunction()

file(REMOVE_RECURSE "${WORK}")
file(MAKE_DIRECTORY "${WORK}")
execute_process(COMMAND "${STRIP}" --strip-all --remove-section=.comment --remove-section=.note.gnu.property
    -o "${WORK}/bootstrap" "${PROGRAM}" COMMAND_ERROR_IS_FATAL ANY)
if(LIBC STREQUAL "glibc")
    refuse_new_glibc("${PROGRAM}")
    take_libraries("${PROGRAM}" "${WORK}/lib")
endif()
execute_process(COMMAND sh "${CMAKE_CURRENT_LIST_DIR}/zip.sh" "${OUT}" "${WORK}" COMMAND_ERROR_IS_FATAL ANY)
if(COPY)
    file(COPY_FILE "${OUT}" "${COPY}.new")
    file(RENAME "${COPY}.new" "${COPY}")
endif()
file(SIZE "${OUT}" size)
file(SHA256 "${OUT}" sum)
execute_process(COMMAND "${CMAKE_COMMAND}" -E echo "${OUT}  ${size} bytes  ${ARCH}  ${LIBC}\nsha256 ${sum}")

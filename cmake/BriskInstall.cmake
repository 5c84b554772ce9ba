# cmake --install: headers, libbrisk.a, libbrisk-lambda.a, a .pc file for each, and find_package(brisk).
#
# share/brisk holds what a Lambda bootstrap is made of, as source: a library for each processor and C library would have
# to be built beforehand, and -flto wants one compiler for all (brisk_add_lambda).
#
# Third-party archives that came from build/deps are installed beside it, in lib/brisk: an installed Brisk needs nothing
# of the folder it was built in. Those of the system are named (Requires.private), to be found again.

include(CMakePackageConfigHelpers)

set(brisk_cmake_dir "${CMAKE_INSTALL_LIBDIR}/cmake/brisk")
install(TARGETS brisk brisk-lambda EXPORT brisk-targets ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}")
install(EXPORT brisk-targets NAMESPACE brisk:: DESTINATION "${brisk_cmake_dir}")
install(DIRECTORY include/brisk DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}" FILES_MATCHING PATTERN "*.h")
install(FILES LICENSE NOTICE DESTINATION "${CMAKE_INSTALL_DOCDIR}")

foreach(dep IN LISTS BRISK_DEPS)
    if(BRISK_DEP_${dep}_BUNDLED)
        install(FILES "${BRISK_DEP_${dep}_BUNDLED}" DESTINATION "${CMAKE_INSTALL_LIBDIR}/brisk")
    endif()
endforeach()

# Sanitizers and coverage are of the whole program, so whoever links such a library needs them too.
string(REPLACE ";" " " brisk_pc_options "${BRISK_BUILD_OPTIONS}")
if(brisk_pc_options)
    string(PREPEND brisk_pc_options " ")
endif()

file(RELATIVE_PATH brisk_pc_prefix
    "/prefix/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/prefix")
string(REGEX REPLACE "/$" "" brisk_pc_prefix "${brisk_pc_prefix}")
function(brisk_pc library name deps)
    set(requires "")
    set(libs "")
    foreach(dep IN LISTS deps)
        if(BRISK_DEP_${dep}_BUNDLED)
            get_filename_component(archive "${BRISK_DEP_${dep}_BUNDLED}" NAME)
            string(APPEND libs " \${libdir}/brisk/${archive}")
            if(dep STREQUAL "libuv")
                string(APPEND libs " -lpthread -ldl -lrt")
            endif()
        else()
            list(APPEND requires ${BRISK_DEP_MODULE_${dep}})
        endif()
    endforeach()
    string(REPLACE ";" ", " requires "${requires}")
    string(APPEND libs " -lpthread -lm")
    configure_file(cmake/brisk.pc.in ${library}.pc @ONLY)
    install(FILES "${CMAKE_CURRENT_BINARY_DIR}/${library}.pc" DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
endfunction()
brisk_pc(brisk "Brisk" "${BRISK_DEPS}")
brisk_pc(brisk-lambda "Brisk, an AWS Lambda bootstrap" "${brisk_lambda_deps}")

configure_package_config_file(cmake/brisk-config.cmake.in "${CMAKE_CURRENT_BINARY_DIR}/brisk-config.cmake"
    INSTALL_DESTINATION "${brisk_cmake_dir}" PATH_VARS CMAKE_INSTALL_LIBDIR CMAKE_INSTALL_DATADIR)
# Before 1.0 a minor version may change the interface.
write_basic_package_version_file("${CMAKE_CURRENT_BINARY_DIR}/brisk-config-version.cmake"
    COMPATIBILITY SameMinorVersion)
install(FILES "${CMAKE_CURRENT_BINARY_DIR}/brisk-config.cmake" "${CMAKE_CURRENT_BINARY_DIR}/brisk-config-version.cmake"
    cmake/BriskDeps.cmake cmake/BriskAddApp.cmake cmake/BriskLambda.cmake DESTINATION "${brisk_cmake_dir}")

# The sources of a bootstrap.
set(brisk_share "${CMAKE_INSTALL_DATADIR}/brisk")
install(FILES CMakeLists.txt DESTINATION "${brisk_share}")
install(DIRECTORY include cmake DESTINATION "${brisk_share}" USE_SOURCE_PERMISSIONS)
foreach(layer IN LISTS brisk_lambda_layers)
    install(DIRECTORY src/${layer} DESTINATION "${brisk_share}/src" FILES_MATCHING REGEX "(\\.[ch]|CMakeLists\\.txt)$")
endforeach()
install(PROGRAMS tools/deps.sh DESTINATION "${brisk_share}/tools")

# The licences of what the docs pages hold.
if(BRISK_DOCS_OFFLINE)
    foreach(file IN LISTS brisk_npm_files)
        get_filename_component(folder "${file}" DIRECTORY)
        install(FILES "${brisk_npm}/${file}" DESTINATION "${brisk_share}/npm/${folder}")
    endforeach()
    foreach(file IN ITEMS swagger-ui-dist/LICENSE swagger-ui-dist/NOTICE
            swagger-ui-dist/swagger-ui-bundle.js.LICENSE.txt redoc/LICENSE
            redoc/bundles/redoc.standalone.js.LICENSE.txt)
        if(EXISTS "${brisk_npm}/${file}")
            get_filename_component(folder "${file}" DIRECTORY)
            install(FILES "${brisk_npm}/${file}" DESTINATION "${CMAKE_INSTALL_DOCDIR}/licenses/${folder}")
        endif()
    endforeach()
endif()

# cmake --install: headers, libbrisk.a, brisk.pc, and find_package(brisk).
#
# Third-party archives that came from build/deps are installed beside it, in lib/brisk: an installed Brisk needs nothing
# of the folder it was built in. Those of the system are named (Requires.private), to be found again.

include(CMakePackageConfigHelpers)

set(brisk_cmake_dir "${CMAKE_INSTALL_LIBDIR}/cmake/brisk")
install(TARGETS brisk EXPORT brisk-targets ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}")
install(EXPORT brisk-targets NAMESPACE brisk:: DESTINATION "${brisk_cmake_dir}")
install(DIRECTORY include/brisk DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}" FILES_MATCHING PATTERN "*.h")
install(FILES LICENSE NOTICE DESTINATION "${CMAKE_INSTALL_DOCDIR}")

set(brisk_pc_requires "")
set(brisk_pc_libs "")
foreach(dep IN LISTS BRISK_DEPS)
    if(BRISK_DEP_${dep}_BUNDLED)
        install(FILES "${BRISK_DEP_${dep}_BUNDLED}" DESTINATION "${CMAKE_INSTALL_LIBDIR}/brisk")
        get_filename_component(archive "${BRISK_DEP_${dep}_BUNDLED}" NAME)
        string(APPEND brisk_pc_libs " \${libdir}/brisk/${archive}")
        if(dep STREQUAL "libuv")
            string(APPEND brisk_pc_libs " -lpthread -ldl -lrt")
        endif()
    else()
        list(APPEND brisk_pc_requires ${BRISK_DEP_MODULE_${dep}})
    endif()
endforeach()
string(REPLACE ";" ", " brisk_pc_requires "${brisk_pc_requires}")
string(APPEND brisk_pc_libs " -lm")

# Sanitizers and coverage are of the whole program, so whoever links such a library needs them too.
string(REPLACE ";" " " brisk_pc_options "${BRISK_BUILD_OPTIONS}")
if(brisk_pc_options)
    string(PREPEND brisk_pc_options " ")
endif()

file(RELATIVE_PATH brisk_pc_prefix
    "/prefix/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/prefix")
string(REGEX REPLACE "/$" "" brisk_pc_prefix "${brisk_pc_prefix}")
configure_file(cmake/brisk.pc.in brisk.pc @ONLY)
install(FILES "${CMAKE_CURRENT_BINARY_DIR}/brisk.pc" DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig")

configure_package_config_file(cmake/brisk-config.cmake.in "${CMAKE_CURRENT_BINARY_DIR}/brisk-config.cmake"
    INSTALL_DESTINATION "${brisk_cmake_dir}" PATH_VARS CMAKE_INSTALL_LIBDIR)
# Before 1.0 a minor version may change the interface.
write_basic_package_version_file("${CMAKE_CURRENT_BINARY_DIR}/brisk-config-version.cmake"
    COMPATIBILITY SameMinorVersion)
install(FILES "${CMAKE_CURRENT_BINARY_DIR}/brisk-config.cmake" "${CMAKE_CURRENT_BINARY_DIR}/brisk-config-version.cmake"
    cmake/BriskDeps.cmake cmake/BriskAddApp.cmake DESTINATION "${brisk_cmake_dir}")

# The licences of what the docs pages hold.
if(BRISK_DOCS_OFFLINE)
    foreach(file IN ITEMS swagger-ui-dist/LICENSE swagger-ui-dist/NOTICE
            swagger-ui-dist/swagger-ui-bundle.js.LICENSE.txt redoc/LICENSE
            redoc/bundles/redoc.standalone.js.LICENSE.txt)
        if(EXISTS "${brisk_npm}/${file}")
            get_filename_component(folder "${file}" DIRECTORY)
            install(FILES "${brisk_npm}/${file}" DESTINATION "${CMAKE_INSTALL_DOCDIR}/licenses/${folder}")
        endif()
    endforeach()
endif()

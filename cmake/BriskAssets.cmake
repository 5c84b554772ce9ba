# The docs pages' files, compressed once, as objects: brisk_assets_objects. BRISK_DOCS_OFFLINE says if they are there.
#
# For each file: NAME.gz, and NAME.S, which holds the bytes (.incbin, so that nothing large is compiled) and the
# struct brisk_asset of src/http/asset.h. One object a file: a program holds those it names.

set(BRISK_DOCS_OFFLINE 0)
set(brisk_npm "${BRISK_DEPS_DIR}/npm")
if(EXISTS "${CMAKE_CURRENT_SOURCE_DIR}/npm") # among what an installed Brisk keeps of its sources
    set(brisk_npm "${CMAKE_CURRENT_SOURCE_DIR}/npm")
endif()
set(brisk_npm_files swagger-ui-dist/swagger-ui.css swagger-ui-dist/swagger-ui-bundle.js
    swagger-ui-dist/favicon-32x32.png swagger-ui-dist/oauth2-redirect.html redoc/bundles/redoc.standalone.js)
find_program(BRISK_GZIP gzip)
if(BRISK_DOCS AND BRISK_GZIP AND EXISTS "${brisk_npm}/swagger-ui-dist/swagger-ui.css"
        AND EXISTS "${brisk_npm}/redoc/bundles/redoc.standalone.js")
    set(BRISK_DOCS_OFFLINE 1)
elseif(BRISK_DOCS)
    message(STATUS "Brisk: the docs pages will link to the CDN (no npm packages in build/deps; see tools/deps.sh)")
endif()

# The file as brisk_asset_<name>, a source of target.
function(brisk_embed target name file media_type)
    if(NOT BRISK_GZIP)
        message(FATAL_ERROR "Brisk: gzip is not found; it compresses ${file}")
    endif()
    set(out "${CMAKE_CURRENT_BINARY_DIR}/assets/${name}")
    file(MAKE_DIRECTORY "${CMAKE_CURRENT_BINARY_DIR}/assets")
    add_custom_command(OUTPUT "${out}.S" "${out}.gz"
        COMMAND "${CMAKE_COMMAND}" -DNAME=${name} "-DFILE=${file}" "-DMEDIA_TYPE=${media_type}" "-DOUT=${out}"
            "-DGZIP=${BRISK_GZIP}" -P "${PROJECT_SOURCE_DIR}/cmake/embed.cmake"
        DEPENDS "${file}" "${PROJECT_SOURCE_DIR}/cmake/embed.cmake"
        COMMENT "Embedding ${name}" VERBATIM)
    set_source_files_properties("${out}.S" PROPERTIES OBJECT_DEPENDS "${out}.gz")
    target_sources(${target} PRIVATE "${out}.S")
endfunction()

function(brisk_asset name file media_type)
    brisk_embed(brisk_assets_objects ${name} "${file}" "${media_type}")
endfunction()

if(BRISK_DOCS_OFFLINE)
    add_library(brisk_assets_objects OBJECT)
    brisk_asset(swagger_ui_css "${brisk_npm}/swagger-ui-dist/swagger-ui.css" "text/css; charset=utf-8")
    brisk_asset(swagger_ui_bundle_js "${brisk_npm}/swagger-ui-dist/swagger-ui-bundle.js"
        "text/javascript; charset=utf-8")
    brisk_asset(favicon_png "${brisk_npm}/swagger-ui-dist/favicon-32x32.png" "image/png")
    brisk_asset(oauth2_redirect_html "${brisk_npm}/swagger-ui-dist/oauth2-redirect.html" "text/html; charset=utf-8")
    # ReDoc shows a logo from its maker's CDN; the pages are to need no other host, so an empty picture stands in for it.
    set(brisk_redoc "${CMAKE_CURRENT_BINARY_DIR}/assets/redoc.standalone.js")
    file(READ "${brisk_npm}/redoc/bundles/redoc.standalone.js" brisk_redoc_text)
    string(REPLACE "https://cdn.redoc.ly/redoc/logo-mini.svg"
        "data:image/svg+xml,%3Csvg xmlns=%27http://www.w3.org/2000/svg%27/%3E" brisk_redoc_text "${brisk_redoc_text}")
    file(CONFIGURE OUTPUT "${brisk_redoc}" CONTENT "@brisk_redoc_text@" @ONLY)
    unset(brisk_redoc_text)
    brisk_asset(redoc_js "${brisk_redoc}" "text/javascript; charset=utf-8")
    add_library(brisk_assets STATIC "$<TARGET_OBJECTS:brisk_assets_objects>")
    set_target_properties(brisk_assets PROPERTIES LINKER_LANGUAGE C)
endif()

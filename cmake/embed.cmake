# The assets and migrations, embedded: a small C program of the build turns them into one C file.
file(GLOB_RECURSE ASSET_FILES CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/assets/* ${CMAKE_SOURCE_DIR}/migrations/*.sql)

list(FILTER ASSET_FILES EXCLUDE REGEX ${CMAKE_SOURCE_DIR}/assets/editor/)
include(cmake/editor.cmake)

# Changes when a file comes or goes, which the files' own times would not tell.
string(REPLACE ";" "\n" ASSET_LIST "${ASSET_FILES}")
file(GENERATE OUTPUT ${CMAKE_BINARY_DIR}/assets.list CONTENT "${ASSET_LIST}\n")

pkg_check_modules(EMBED REQUIRED IMPORTED_TARGET libbrotlienc libsodium)
add_executable(embed ${CMAKE_SOURCE_DIR}/daemon/embed.c)
target_link_libraries(embed PkgConfig::EMBED)
if(CONG_SANITIZE)
  # A tool of the build: it runs once, and need not run slowly.
  target_compile_options(embed PRIVATE -fno-sanitize=all)
  target_link_options(embed PRIVATE -fno-sanitize=all)
endif()

# Makes NAME.c of the build folder; MIGRATION, unless it is empty, stands behind the others.
function(cong_embed name migration)
  add_custom_command(
    OUTPUT ${CMAKE_BINARY_DIR}/${name}.c
    COMMAND embed ${CMAKE_SOURCE_DIR} ${CMAKE_BINARY_DIR}/${name}.c "${EDITOR_BUNDLE}" ${migration}
    DEPENDS embed ${CMAKE_BINARY_DIR}/assets.list ${ASSET_FILES} ${EDITOR_BUNDLE} ${migration}
    COMMENT "Embedding assets and migrations"
    VERBATIM)
endfunction()
cong_embed(embedded "${CONG_TEST_MIGRATION}")
add_library(embedded STATIC ${CMAKE_BINARY_DIR}/embedded.c)
target_include_directories(embedded PRIVATE ${CMAKE_SOURCE_DIR}/include)

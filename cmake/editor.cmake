# The rich editor of the staff pages: EDITOR_BUNDLE is one file of assets/editor and the npm packages of its lock file, or "" without
# it. The bundler is a program of its own and needs no Node. What is not fetched yet is fetched now.
set(EDITOR_BUNDLE "")
set(EDITOR_FETCHED ${CMAKE_SOURCE_DIR}/build/editor)
if(CONG_EDITOR AND CONG_EDITOR_BUNDLE)
  set(EDITOR_BUNDLE ${CONG_EDITOR_BUNDLE})
elseif(CONG_EDITOR)
  execute_process(COMMAND ${CMAKE_SOURCE_DIR}/assets/editor/fetch RESULT_VARIABLE EDITOR_STATUS)
  file(GLOB EDITOR_BUNDLER ${EDITOR_FETCHED}/node_modules/@esbuild/*/bin/esbuild)
  if(EDITOR_STATUS OR NOT EDITOR_BUNDLER)
    message(FATAL_ERROR "The rich editor cannot be built without its packages; -DCONG_EDITOR=OFF leaves it out.")
  endif()
  file(GLOB EDITOR_SOURCES CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/assets/editor/*.js)
  set(EDITOR_BUNDLE ${CMAKE_BINARY_DIR}/editor.js)
  add_custom_command(
    OUTPUT ${EDITOR_BUNDLE}
    COMMAND ${CMAKE_SOURCE_DIR}/assets/editor/bundle ${EDITOR_BUNDLE}
    DEPENDS ${EDITOR_SOURCES} ${CMAKE_SOURCE_DIR}/assets/editor/package-lock.json ${CMAKE_SOURCE_DIR}/assets/editor/bundle
    COMMENT "Bundling the rich editor"
    VERBATIM)
endif()

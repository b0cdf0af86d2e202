# congd-next: this program with one migration more, to which files of congd are older ones (upgrade.test.mjs).
# Its embedded files are linked as they are, so that nobody looks for others in the library.
if(CONG_TESTS)
  cong_embed(embedded_next ${CMAKE_SOURCE_DIR}/tests/e2e/data/next-migration.sql)
  add_executable(congd-next $<TARGET_OBJECTS:congd> ${CMAKE_BINARY_DIR}/embedded_next.c)
  target_include_directories(congd-next PRIVATE ${CMAKE_SOURCE_DIR}/include)
  target_link_libraries(congd-next PUBLIC ${BELOW_main})
  cong_use(congd-next main_uses)
endif()

# Unit tests: tests/unit/FLOOR/test_*.c, each a program of its own, linked with its floor and those below.
if(CONG_TESTS)
  enable_testing()
  pkg_check_modules(CMOCKA REQUIRED IMPORTED_TARGET cmocka)
  foreach(floor IN LISTS FLOORS_UP)
    file(GLOB TESTS CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/unit/${floor}/test_*.c)
    foreach(test_source IN LISTS TESTS)
      get_filename_component(name ${test_source} NAME_WE)
      set(target ${floor}_${name})
      add_executable(${target} ${test_source})
      target_include_directories(${target} PRIVATE ${CMAKE_SOURCE_DIR}/include ${CMAKE_SOURCE_DIR}/daemon/${floor}
                                 ${CMAKE_SOURCE_DIR}/tests/unit)
      target_compile_definitions(${target} PRIVATE TEST_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
      target_link_libraries(${target} PRIVATE ${BELOW_${floor}} PkgConfig::CMOCKA)
      add_test(NAME ${floor}/${name} COMMAND ${target})
      # Quietly none takes a minute; a hang still ends.
      set_tests_properties(${floor}/${name} PROPERTIES TIMEOUT 1500 ENVIRONMENT "LC_ALL=C.UTF-8")
    endforeach()
  endforeach()
endif()

# Fuzz targets: tests/fuzz/fuzz_FLOOR_NAME.c, libFuzzer, linked with their floor and those below.
if(CONG_FUZZ)
  foreach(floor IN LISTS FLOORS_UP)
    file(GLOB TARGETS CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/fuzz/fuzz_${floor}_*.c)
    foreach(source IN LISTS TARGETS)
      get_filename_component(name ${source} NAME_WE)
      add_executable(${name} ${source})
      target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR}/include ${CMAKE_SOURCE_DIR}/daemon/${floor})
      target_link_libraries(${name} PRIVATE ${BELOW_${floor}})
      target_link_options(${name} PRIVATE -fsanitize=fuzzer)
    endforeach()
  endforeach()
endif()

# Warnings, hardening and sanitizers for everything that is compiled here.
include(CheckCCompilerFlag)
include(CheckLinkerFlag)

if(CONG_TEST_VERSION)
  set(CONG_VERSION ${CONG_TEST_VERSION})
else()
  set(CONG_VERSION ${PROJECT_VERSION})
endif()
add_compile_definitions(_GNU_SOURCE CONG_CONFIG="${CONG_CONFIG}")

# Only who says the version is compiled anew for another one: packages of tests differ in little else, and come from the cache
# of objects. A source that begins to say it is found when the build is configured.
function(cong_say_version)
  foreach(source IN LISTS ARGN)
    file(STRINGS ${source} said REGEX CONG_VERSION LIMIT_COUNT 1)
    if(said)
      set_property(SOURCE ${source} APPEND PROPERTY COMPILE_DEFINITIONS CONG_VERSION="${CONG_VERSION}")
    endif()
  endforeach()
endfunction()

add_compile_options(-Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wformat=2
                    -Wundef -Wpointer-arith -Wcast-qual -Wwrite-strings -Wold-style-definition
                    -Wimplicit-fallthrough -fno-common)
# A kind of content that only test builds know (include/store/kind_test.def).
if(CONG_TESTS OR CONG_TEST_KIND)
  add_compile_definitions(CONG_TEST_KIND)
endif()
# snprintf is used so that text too long is cut or refused; that it may be is no news.
add_compile_options($<$<C_COMPILER_ID:GNU>:-Wno-format-truncation>)
if(CONG_WERROR)
  add_compile_options(-Werror)
endif()

if(CONG_HARDEN)
  add_compile_options(-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fPIE)
  # These depend on the processor.
  foreach(flag -fstack-clash-protection -fcf-protection=full)
    string(MAKE_C_IDENTIFIER "HAS${flag}" has)
    check_c_compiler_flag(${flag} ${has})
    if(${has})
      add_compile_options(${flag})
    endif()
  endforeach()
  # Nothing here unwinds a stack by itself, and debuggers have the debug information; addresses to be moved at the start lie
  # packed, where the linker can; what nobody calls stays out. Together 400 KB of the program.
  add_compile_options(-fno-asynchronous-unwind-tables -ffunction-sections -fdata-sections)
  check_linker_flag(C -Wl,-z,pack-relative-relocs HAS_PACKED_RELOCATIONS)
  if(HAS_PACKED_RELOCATIONS)
    add_link_options(-Wl,-z,pack-relative-relocs)
  endif()
  add_link_options(-Wl,--gc-sections)
  add_link_options(-pie -Wl,-z,relro,-z,now,-z,noexecstack,--as-needed)
endif()

if(CMAKE_C_FLAGS MATCHES "--coverage")
  # Where the confined daemon notes at its end which lines ran.
  add_compile_definitions(CONG_COVERAGE="${CMAKE_BINARY_DIR}")
endif()

if(CONG_SANITIZE)
  add_compile_options(-fsanitize=${CONG_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${CONG_SANITIZE})
endif()

find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_C_COMPILER_LAUNCHER)
  set(CMAKE_C_COMPILER_LAUNCHER ${CCACHE})
endif()

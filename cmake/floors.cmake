# One static library a floor, in the order of daemon/FLOORS, each linked only with those below it.
# Afterwards BELOW_<floor> names what a test of that floor links with.
file(STRINGS ${CMAKE_SOURCE_DIR}/daemon/FLOORS FLOORS_DOWN)
set(FLOORS_UP ${FLOORS_DOWN})
list(REVERSE FLOORS_UP)

set(BELOW embedded Threads::Threads)
foreach(floor IN LISTS FLOORS_UP)
  file(GLOB_RECURSE SOURCES CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/daemon/${floor}/*.c)
  cong_say_version(${SOURCES})
  if(SOURCES AND floor STREQUAL "main")
    add_executable(congd ${SOURCES})
    target_include_directories(congd PRIVATE ${CMAKE_SOURCE_DIR}/include ${CMAKE_SOURCE_DIR}/daemon/main)
    target_link_libraries(congd PUBLIC ${BELOW})
    cong_use(congd main_uses)
  elseif(SOURCES)
    add_library(${floor} STATIC ${SOURCES})
    target_include_directories(${floor} PUBLIC ${CMAKE_SOURCE_DIR}/include
                               PRIVATE ${CMAKE_SOURCE_DIR}/daemon/${floor})
    target_link_libraries(${floor} PUBLIC ${BELOW})
    cong_use(${floor} ${floor}_uses)
    set(BELOW ${floor})
  endif()
  set(BELOW_${floor} ${BELOW})
endforeach()

# What a cached page never meets is made small instead of fast: commands, and what is made once for many readers. Of
# floors that have both, what each request, page or search goes through stays fast; what is said of a source comes
# behind what is said of its floor.
if(CONG_HARDEN)
  foreach(target congd coming leaving handler view work ordered helper html http store text base)
    target_compile_options(${target} PRIVATE -Os)
  endforeach()
  set(FAST base/arena base/buf base/clock base/histogram base/log* helper/raster helper/colour html/escape html/template_render
           http/conditional http/etag http/negotiate http/page_cache http/request http/response http/response_forms
           http/response_send http/throttle store/search/* text/compound text/date text/fold text/key* text/letter
           text/normalize text/word view/write)
  list(TRANSFORM FAST PREPEND ${CMAKE_SOURCE_DIR}/daemon/)
  list(TRANSFORM FAST APPEND .c)
  foreach(pattern IN LISTS FAST)
    file(GLOB sources CONFIGURE_DEPENDS ${pattern})
    set_property(SOURCE ${sources} APPEND PROPERTY COMPILE_OPTIONS -O2)
  endforeach()
endif()

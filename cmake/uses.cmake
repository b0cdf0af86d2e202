# cong_use(TARGET LIST-NAME): links the libraries that the list names, by pkg-config where Debian has a .pc file.
function(cong_use target list_name)
  foreach(package IN LISTS ${list_name})
    if(package STREQUAL "libunistring")
      target_link_libraries(${target} PUBLIC unistring)
    elseif(package STREQUAL "libcmark-gfm")
      target_link_libraries(${target} PUBLIC cmark-gfm-extensions cmark-gfm)
    elseif(package STREQUAL "libmicrohttpd")
      # The static library, so that the linker can put the strict reader in front of what it receives
      # (daemon/server/connection.c).
      pkg_check_modules(PC_gnutls REQUIRED IMPORTED_TARGET gnutls)
      target_link_libraries(${target} PUBLIC -l:libmicrohttpd.a PkgConfig::PC_gnutls)
    else()
      string(MAKE_C_IDENTIFIER "PC_${package}" name)
      pkg_check_modules(${name} REQUIRED IMPORTED_TARGET ${package})
      target_link_libraries(${target} PUBLIC PkgConfig::${name})
    endif()
  endforeach()
endfunction()

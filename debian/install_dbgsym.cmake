# Runs when the component dbgsym is installed, with pkg_programs, pkg_objcopy, pkg_readelf: detaches the symbols of
# each program under its build id. The programs are packed stripped (CPACK_STRIP_FILES).
set(root "$ENV{DESTDIR}${CMAKE_INSTALL_PREFIX}")
foreach(program ${pkg_programs})
  execute_process(COMMAND ${pkg_readelf} -n "${program}" OUTPUT_VARIABLE notes COMMAND_ERROR_IS_FATAL ANY)
  if(NOT notes MATCHES "Build ID: ([0-9a-f][0-9a-f])([0-9a-f]+)")
    message(FATAL_ERROR "${program} has no build id")
  endif()
  set(folder "${root}/usr/lib/debug/.build-id/${CMAKE_MATCH_1}")
  set(symbols "${folder}/${CMAKE_MATCH_2}.debug")
  file(MAKE_DIRECTORY "${folder}")
  execute_process(COMMAND ${pkg_objcopy} --only-keep-debug --compress-debug-sections "${program}" "${symbols}"
                  COMMAND_ERROR_IS_FATAL ANY)
  file(CHMOD "${symbols}" PERMISSIONS OWNER_READ OWNER_WRITE GROUP_READ WORLD_READ)
endforeach()
# As debhelper has it: the documentation is that of the package it depends on.
file(MAKE_DIRECTORY "${root}/usr/share/doc")
file(CREATE_LINK maxos-grpc "${root}/usr/share/doc/maxos-grpc-dbgsym" SYMBOLIC)

# The Debian packages, made by CPack: what is installed where, and what the packages say of themselves.
# scripts/build-deb drives it. All destinations are relative to the root of the file system, so that /etc and
# /usr come from the same rules; to look at the result by hand: cmake --install BUILD --prefix /some/empty/folder
set(pkg_dir ${CMAKE_CURRENT_LIST_DIR})
get_filename_component(pkg_top ${pkg_dir} DIRECTORY)

# A build of libraries alone (a sanitizer preset) has nothing to pack.
if(NOT TARGET maxos-grpcd OR NOT TARGET maxosctl)
  return()
endif()

# The newest entry of debian/changelog names the version; a package that calls itself otherwise is a mistake.
file(STRINGS ${pkg_dir}/changelog pkg_changelog_head LIMIT_COUNT 1)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${pkg_dir}/changelog)
if(NOT pkg_changelog_head MATCHES "^maxos-grpc \\(([0-9.]+)-([0-9]+)\\) ")
  message(FATAL_ERROR "debian/changelog: the first line has no version of the form UPSTREAM-REVISION")
endif()
set(pkg_revision ${CMAKE_MATCH_2})
if(NOT CMAKE_MATCH_1 VERSION_EQUAL PROJECT_VERSION)
  message(FATAL_ERROR "debian/changelog has ${CMAKE_MATCH_1}, CMakeLists.txt ${PROJECT_VERSION}: make them agree")
endif()

# --- maxos-grpc -------------------------------------------------------------------------------------------------
install(TARGETS maxos-grpcd maxos-agentd maxos-netfilter maxos-unit-file maxos-apt-updates RUNTIME DESTINATION usr/libexec/maxos COMPONENT daemon)
install(TARGETS maxosctl RUNTIME DESTINATION usr/bin COMPONENT daemon)

install(FILES ${pkg_top}/units/maxos-grpc.service ${pkg_top}/units/maxos-grpc.socket
              ${pkg_top}/units/maxos-grpc-local.socket ${pkg_top}/units/maxos-grpc-diag.socket
              ${pkg_top}/units/maxos-agents.service ${pkg_top}/units/maxos-agents.socket
              ${pkg_top}/units/maxos-agent@.service ${pkg_top}/units/maxos-agent@.socket
              ${pkg_top}/units/maxos-system.service ${pkg_top}/units/maxos-system.socket
              ${pkg_top}/units/maxos-netfilter.service ${pkg_top}/units/maxos-netfilter.socket
              ${pkg_top}/units/maxos-unit-enable@.service ${pkg_top}/units/maxos-unit-disable@.service
        DESTINATION usr/lib/systemd/system COMPONENT daemon)
install(DIRECTORY ${pkg_top}/units/redis-server@maxos.service.d
        DESTINATION usr/lib/systemd/system COMPONENT daemon)
install(FILES ${pkg_top}/units/maxos-grpc.sysusers
        DESTINATION usr/lib/sysusers.d RENAME maxos-grpc.conf COMPONENT daemon)
install(FILES ${pkg_top}/units/maxos-grpc.tmpfiles
        DESTINATION usr/lib/tmpfiles.d RENAME maxos-grpc.conf COMPONENT daemon)
install(FILES ${pkg_top}/etc/maxos-network.rules DESTINATION usr/share/polkit-1/rules.d COMPONENT daemon)
install(FILES ${pkg_top}/etc/maxos-network.conf DESTINATION usr/share/dbus-1/system.d COMPONENT daemon)
# The user that the system host runs as: polkit lets this one, and nobody else, control the allowed units.
set(MAXOS_SYSTEM_USER maxos-system)
configure_file(${pkg_top}/etc/maxos-grpc.rules.in ${CMAKE_BINARY_DIR}/etc/50-maxos-grpc.rules @ONLY)
install(FILES ${CMAKE_BINARY_DIR}/etc/50-maxos-grpc.rules
        DESTINATION usr/share/polkit-1/rules.d COMPONENT daemon)
install(FILES ${pkg_top}/etc/maxos-grpc.catalog DESTINATION usr/lib/systemd/catalog COMPONENT daemon)

install(FILES ${pkg_top}/etc/maxos-grpc.toml DESTINATION etc/maxos COMPONENT daemon)
install(DIRECTORY DESTINATION etc/maxos/maxos-grpc.d COMPONENT daemon)
install(FILES ${pkg_top}/etc/redis-maxos.conf DESTINATION etc/redis COMPONENT daemon)

install(FILES ${MAXOS_LANGUAGE_MODEL} DESTINATION usr/share/maxos COMPONENT daemon)
install(FILES ${pkg_top}/proto/maxos.proto DESTINATION usr/share/maxos/proto COMPONENT daemon)
install(FILES ${pkg_top}/src/ctl/completion/maxosctl.bash
        DESTINATION usr/share/bash-completion/completions RENAME maxosctl COMPONENT daemon)
install(FILES ${pkg_top}/README.md ${pkg_top}/docs/api.md ${pkg_top}/docs/operations.md ${pkg_top}/proto/agent_host.proto
        DESTINATION usr/share/doc/maxos-grpc COMPONENT daemon)
foreach(section 1 5 8)
  file(GLOB pages CONFIGURE_DEPENDS ${pkg_top}/docs/man/*.${section})
  install(FILES ${pages} DESTINATION usr/share/man/man${section} COMPONENT daemon)
endforeach()
install(FILES ${pkg_dir}/maxos-grpc/lintian-overrides
        DESTINATION usr/share/lintian/overrides RENAME maxos-grpc COMPONENT daemon)

# --- python3-maxos ----------------------------------------------------------------------------------------------
# The stubs under the names that the prototype's clients import.
find_program(GRPC_PYTHON_PLUGIN grpc_python_plugin REQUIRED)
set(stub_package max_os/interfaces/grpc/protos)
set(stub_root ${CMAKE_BINARY_DIR}/python)
set(stub_dir ${stub_root}/${stub_package})
set(stub_inits)
set(folder ${stub_package})
while(folder)
  list(APPEND stub_inits ${stub_root}/${folder}/__init__.py)
  get_filename_component(folder ${folder} DIRECTORY)
endwhile()
# protoc writes `import maxos_pb2`, which finds nothing inside a package.
add_custom_command(
  OUTPUT ${stub_dir}/maxos_pb2.py ${stub_dir}/maxos_pb2_grpc.py ${stub_inits}
  COMMAND ${CMAKE_COMMAND} -E make_directory ${stub_dir}
  COMMAND ${CMAKE_COMMAND} -E touch ${stub_inits}
  COMMAND ${PROTOC} --python_out=${stub_dir} --grpc_out=${stub_dir}
          --plugin=protoc-gen-grpc=${GRPC_PYTHON_PLUGIN} -I ${pkg_top}/proto ${pkg_top}/proto/maxos.proto
  COMMAND sed -i "s/^import maxos_pb2 as /from max_os.interfaces.grpc.protos import maxos_pb2 as /"
          ${stub_dir}/maxos_pb2_grpc.py
  DEPENDS ${pkg_top}/proto/maxos.proto
  VERBATIM)
add_custom_target(python_stubs ALL DEPENDS ${stub_dir}/maxos_pb2.py ${stub_dir}/maxos_pb2_grpc.py)
install(DIRECTORY ${stub_root}/max_os DESTINATION usr/lib/python3/dist-packages COMPONENT python
        FILES_MATCHING PATTERN "*.py" PATTERN "__pycache__" EXCLUDE)

# --- maxos-grpc-dbgsym ------------------------------------------------------------------------------------------
# Not CPack's own: that one is called .ddeb, lists wrong paths in md5sums and has no copyright (CMake 3.25).
install(CODE "set(pkg_programs $<TARGET_FILE:maxos-grpcd> $<TARGET_FILE:maxos-agentd> $<TARGET_FILE:maxosctl>
  $<TARGET_FILE:maxos-netfilter> $<TARGET_FILE:maxos-unit-file> $<TARGET_FILE:maxos-apt-updates>)
set(pkg_objcopy ${CMAKE_OBJCOPY})
set(pkg_readelf ${CMAKE_READELF})
include(${pkg_dir}/install_dbgsym.cmake)" COMPONENT dbgsym)

# --- what Debian wants of every package -------------------------------------------------------------------------
install(FILES ${pkg_dir}/copyright DESTINATION usr/share/doc/maxos-grpc COMPONENT daemon)
install(FILES ${pkg_dir}/copyright DESTINATION usr/share/doc/python3-maxos COMPONENT python)
install(FILES ${pkg_dir}/python3-maxos/lintian-overrides
        DESTINATION usr/share/lintian/overrides RENAME python3-maxos COMPONENT python)
install(CODE "set(pkg_name maxos-grpc)\ninclude(${pkg_dir}/install_docs.cmake)" COMPONENT daemon)
install(CODE "set(pkg_name python3-maxos)\ninclude(${pkg_dir}/install_docs.cmake)" COMPONENT python)

# --- CPack ------------------------------------------------------------------------------------------------------
set(CPACK_GENERATOR DEB)
set(CPACK_VERBATIM_VARIABLES ON)
set(CPACK_PACKAGE_NAME maxos-grpc)
set(CPACK_PACKAGE_VENDOR "maxos-grpc")
set(CPACK_PACKAGE_CONTACT "maxos-grpc maintainers <maintainers@maxos-grpc.invalid>")
set(CPACK_PACKAGING_INSTALL_PREFIX "/")
set(CPACK_COMPONENTS_ALL daemon dbgsym python)
set(CPACK_STRIP_FILES ON)
set(CPACK_COMPONENTS_GROUPING ONE_PER_GROUP)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_PROJECT_CONFIG_FILE ${pkg_dir}/cpack_options.cmake)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
    OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
set(CPACK_DEBIAN_PACKAGE_RELEASE ${pkg_revision})
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)

set(CPACK_DEBIAN_DAEMON_PACKAGE_NAME maxos-grpc)
set(CPACK_DEBIAN_DAEMON_PACKAGE_SECTION admin)
set(CPACK_DEBIAN_DAEMON_PACKAGE_SHLIBDEPS ON)
# redis-server: the unit of the daemon's own instance is its template. init-system-helpers: deb-systemd-invoke.
string(JOIN ", " CPACK_DEBIAN_DAEMON_PACKAGE_DEPENDS
  "redis-server"
  "systemd (>= 252) | systemd-standalone-sysusers"
  "systemd (>= 252) | systemd-standalone-tmpfiles"
  "init-system-helpers (>= 1.54~)")
set(CPACK_DEBIAN_DAEMON_PACKAGE_RECOMMENDS "dbus, polkitd")
set(CPACK_DEBIAN_DAEMON_PACKAGE_SUGGESTS "python3-maxos")
set(CPACK_DEBIAN_DAEMON_DESCRIPTION
"asks a machine in plain language, over gRPC
A daemon that is sent one sentence (\"what's my system uptime?\", \"list files
in my home directory\"), understands it offline, checks that the caller may
have it, and answers from the machine's own /proc, D-Bus and file system.

It is started by systemd through its sockets: TCP on loopback, port 50051, and
/run/maxos/grpc.sock for members of the group maxos-users. What it remembers of
conversations is kept by a Redis instance of its own, by unix socket only.

maxosctl is the command line. Installing neither enables nor starts anything:
systemctl enable --now maxos-grpc")
set(CPACK_DEBIAN_DAEMON_PACKAGE_CONTROL_EXTRA
    ${pkg_dir}/maxos-grpc/postinst ${pkg_dir}/maxos-grpc/prerm ${pkg_dir}/maxos-grpc/postrm
    ${pkg_dir}/maxos-grpc/conffiles)

set(CPACK_DEBIAN_DBGSYM_PACKAGE_NAME maxos-grpc-dbgsym)
set(CPACK_DEBIAN_DBGSYM_PACKAGE_SECTION debug)
set(CPACK_DEBIAN_DBGSYM_PACKAGE_SHLIBDEPS OFF)
set(CPACK_DEBIAN_DBGSYM_DESCRIPTION "debug symbols for maxos-grpc
Detached by build id, where gdb and systemd-coredump look for them.")

set(CPACK_DEBIAN_PYTHON_PACKAGE_NAME python3-maxos)
set(CPACK_DEBIAN_PYTHON_PACKAGE_ARCHITECTURE all)
set(CPACK_DEBIAN_PYTHON_PACKAGE_SECTION python)
set(CPACK_DEBIAN_PYTHON_PACKAGE_SHLIBDEPS OFF)
set(CPACK_DEBIAN_PYTHON_PACKAGE_DEPENDS "python3:any, python3-grpcio (>= 1.51), python3-protobuf (>= 3.21)")
set(CPACK_DEBIAN_PYTHON_PACKAGE_SUGGESTS "maxos-grpc")
set(CPACK_DEBIAN_PYTHON_DESCRIPTION
"Python messages and stubs of the maxos-grpc daemon
The generated gRPC classes of maxos-grpc for Python 3, importable as
max_os.interfaces.grpc.protos.maxos_pb2 and .maxos_pb2_grpc.")
set(CPACK_DEBIAN_PYTHON_PACKAGE_CONTROL_EXTRA
    ${pkg_dir}/python3-maxos/postinst ${pkg_dir}/python3-maxos/prerm)
include(CPack)

# Read by cpack at packing time. MAXOS_VERSION_SUFFIX (scripts/build-deb --version-suffix) makes a package of the
# same binaries that Debian takes for a newer one: what the upgrade test installs over the first.
if(DEFINED ENV{MAXOS_VERSION_SUFFIX})
  set(CPACK_DEBIAN_PACKAGE_RELEASE "${CPACK_DEBIAN_PACKAGE_RELEASE}$ENV{MAXOS_VERSION_SUFFIX}")
endif()
# Symbols fit the very build they were taken from.
set(CPACK_DEBIAN_DBGSYM_PACKAGE_DEPENDS
    "maxos-grpc (= ${CPACK_PACKAGE_VERSION}-${CPACK_DEBIAN_PACKAGE_RELEASE})")

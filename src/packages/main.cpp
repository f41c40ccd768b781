// maxos-apt-updates: what apt would install, one line a package. Runs for a moment and ends, so that apt's
// library and its memory do not stay in an agent host. Reads alone: no lock, nothing is written.
//
//   maxos-apt-updates            the installed packages that a newer version waits for
//   maxos-apt-updates -- NAME    the one package, installed or not, with its candidate
//
// Columns, parted by tabs: name, architecture, installed version, candidate (both "-" for none), "security"
// or "-", "held" or "-".
#include <apt-pkg/cachefile.h>
#include <apt-pkg/configuration.h>
#include <apt-pkg/depcache.h>
#include <apt-pkg/error.h>
#include <apt-pkg/init.h>
#include <apt-pkg/pkgcache.h>
#include <apt-pkg/pkgsystem.h>
#include <apt-pkg/policy.h>

#include <cstring>
#include <iostream>
#include <string>
#include <string_view>

namespace {

bool is_security(const pkgCache::VerIterator& version) {
  for (pkgCache::VerFileIterator file = version.FileList(); !file.end(); ++file) {
    const pkgCache::PkgFileIterator source = file.File();
    for (const char* const name : {source.Label(), source.Archive(), source.Codename()}) {
      if (name == nullptr) continue;
      const std::string_view text(name);
      if (text.ends_with("-security") || text.ends_with("-Security")) return true;
    }
  }
  return false;
}

void print(pkgDepCache& depends, const pkgCache::PkgIterator& package) {
  const pkgCache::VerIterator current = package.CurrentVer();
  const pkgCache::VerIterator candidate = depends.GetCandidateVersion(package);
  const bool newer = !candidate.end() && candidate != current;
  std::cout << package.Name() << '\t' << package.Arch() << '\t' << (current.end() ? "-" : current.VerStr())
            << '\t' << (candidate.end() ? "-" : candidate.VerStr()) << '\t'
            << (newer && is_security(candidate) ? "security" : "-") << '\t'
            << (package->SelectedState == pkgCache::State::Hold ? "held" : "-") << '\n';
}

bool waits(pkgDepCache& depends, const pkgCache::PkgIterator& package) {
  return !package.CurrentVer().end() && depends[package].Upgradable();
}

int fail() {
  _error->DumpErrors(std::cerr);
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  const bool one = argc == 3 && std::strcmp(argv[1], "--") == 0;
  if (argc != 1 && !one) {
    std::cerr << "usage: maxos-apt-updates [-- NAME]\n";
    return 2;
  }
  if (!pkgInitConfig(*_config) || !pkgInitSystem(*_config, _system)) return fail();
  pkgCacheFile cache;
  if (!cache.Open(nullptr, false)) return fail();
  pkgDepCache& depends = *cache.GetDepCache();
  if (one) {
    const pkgCache::PkgIterator package = depends.GetCache().FindPkg(argv[2]);
    if (!package.end()) print(depends, package);
  } else {
    for (pkgCache::PkgIterator package = depends.GetCache().PkgBegin(); !package.end(); ++package) {
      if (waits(depends, package)) print(depends, package);
    }
  }
  return std::cout.flush() ? 0 : 1;
}

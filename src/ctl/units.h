// maxosctl units: which units maxos-grpc may control. Keeps two lists the same: the one that the agents and
// the one-shots read, and the one that polkit reads. Talks to no daemon.
#pragma once

#include <string>

#include "ctl/exit_code.h"
#include "ctl/options.h"
#include "ctl/report.h"

namespace maxos::ctl {

struct UnitsFiles {
  // The list is read from all of the configuration, and written to 90-units.toml of its directory of
  // drop-ins.
  std::string config = "/etc/maxos/maxos-grpc.toml";
  // Read by polkitd before the rule of the package, which looks at it (etc/maxos-grpc.rules).
  std::string polkit = "/etc/polkit-1/rules.d/49-maxos-units.rules";
  // Whether the caller may write them.
  bool root = false;
};

// `options.words`: "list", "allow" and globs, or "forget" and globs.
ExitCode units(const Options& options, const UnitsFiles& files, Terminal& terminal);

}  // namespace maxos::ctl

// What a person means by the name of a unit.
#pragma once

#include <absl/status/statusor.h>

#include <string>
#include <string_view>

#include "agents/system/systemd.h"

namespace maxos::agents {

// The unit that is meant, as systemd knows it: "nginx", "Nginx", "nginx.service", an alias ("sshd"), an
// instance
// ("getty@tty1"), another type when there is no such service ("fstrim" is fstrim.timer), or what it is for
// ("web server"), of which this machine has one. InvalidArgument: no name of a unit, a template without its
// instance, or several are meant (says which). NotFound: there is none (says what is like it).
absl::StatusOr<UnitState> find_unit(const Systemd& systemd, std::string_view said);

// Whether `name` is a whole name with its suffix, of a unit that can be loaded (systemd.unit(5)).
bool is_whole_unit_name(std::string_view name);

}  // namespace maxos::agents

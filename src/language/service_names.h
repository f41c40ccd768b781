// Programs that run as services, by the names that people call them.
#pragma once

#include <string_view>

namespace maxos::language {

// Whether `lower` is a service's name whatever stands around it: "postgres", "apache2", "ssh.service". Some
// of these are words of the language as well ("cups"), so that a dictionary tells nothing of them.
bool is_service_name(std::string_view lower);

// Words that name a service only where something is done to one: "reload named", "restart bind".
bool may_be_service_name(std::string_view lower);

}  // namespace maxos::language

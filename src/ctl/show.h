// The answers as people read them on a terminal. Pure functions; what came over the wire is made printable.
#pragma once

#include <maxos.pb.h>

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

namespace maxos::ctl {

// The message, then the tables of the payload's known lists, cut at `width` columns unless that is 0. Each
// line ends in \n.
std::string answer_text(std::string_view message, const std::map<std::string, std::string>& payload,
                        std::size_t width = 0);

// Status, reasons, then all metrics, sizes and times also in human form.
std::string health_text(const HealthResponse& health);

// One line for a log: "2026-11-22T21:04:18Z healthy level=ok redis=up …", without \n.
std::string health_line(const HealthResponse& health, std::string_view time);

std::string agents_text(const ListAgentsResponse& agents);

// With `detail`, slots and all examples of each.
std::string capabilities_text(const ListCapabilitiesResponse& capabilities, bool detail,
                              std::size_t width = 0);

// A line for each thing that is known: intent, agent, confidence, decision, slots, what is missing and asked.
std::string understood_text(const UnderstandResponse& understood);

}  // namespace maxos::ctl

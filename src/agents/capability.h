// What a capability declares about itself: one row of the intent catalogue. Declarations are data without
// code, so that the front end can know everything that can be asked without linking what carries it out.
#pragma once

#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>

namespace maxos::agents {

enum class Risk { read, modify, destructive, execute, privileged };

// Where the handler runs (DESIGN 2).
enum class HostClass { files, system, front };

// How a slot's text is read.
enum class SlotType { text, path, glob, name, choice, count, size, age, flag, host, port, unit };

struct SlotDecl {
  std::string_view name;
  SlotType type = SlotType::text;
  bool required = false;
  std::string_view summary;
  // A value as one would write it.
  std::string_view example;
  // For SlotType::choice, the values; empty otherwise.
  std::span<const std::string_view> choices = {};
  // Of a required one: what a request is about (context key `about`) that needs none.
  std::string_view unless_about = {};
};

struct CapabilityDecl {
  // Wire contract, as in the catalogue: "file.list".
  std::string_view intent;
  // Wire contract: "filesystem".
  std::string_view agent;
  // One clause for people: "list a directory".
  std::string_view summary;
  Risk risk = Risk::read;
  HostClass host = HostClass::files;
  std::span<const SlotDecl> slots = {};
  // What people say for it; the first three are shown as examples, and the first has all required slots.
  std::span<const std::string_view> phrases = {};
  // Understood, but carried out by a later version: there is no handler, and it answers `unavailable`.
  bool announced = false;
  // Values of the slot `action` with which the request is privileged, whatever `risk` says of the others.
  std::span<const std::string_view> privileged_actions = {};
  // In a stream it can be followed: each new piece is an item of the answer (context key `follow`).
  bool follows = false;
};

struct AgentDecl {
  std::string_view name;
  std::string_view summary;
};

// nullptr when it has none of that name.
const SlotDecl* find_slot(const CapabilityDecl& capability, std::string_view name);

// Whether a request about that (empty: nothing that its slots do not say) needs a value.
bool needs_value(const SlotDecl& slot, std::string_view about);

// The risk of a request with these slots.
Risk risk_of(const CapabilityDecl& capability, const std::map<std::string, std::string, std::less<>>& slots);

// Names as on the wire: "read", "modify", …
std::string_view to_string(Risk risk);
std::string_view to_string(SlotType type);
std::string_view to_string(HostClass host);

}  // namespace maxos::agents

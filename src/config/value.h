// A configuration file as plain values with their places, so that nothing but toml_source.cpp knows toml++.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace maxos::config {

// A place in a file; lines and columns count from 1. An empty file is "nowhere" (a built-in default).
struct Position {
  std::string file;
  std::uint32_t line = 0;
  std::uint32_t column = 0;
};

// "FILE:LINE:COLUMN", or "built-in default".
std::string to_string(const Position& position);

// One fault, ready to be shown with its place in front.
struct Fault {
  Position position;
  std::string message;
};

struct Member;

// A value of a file. `text` holds the string of Kind::text and the type's name ("a date") of Kind::other.
struct Value {
  enum class Kind { boolean, integer, real, text, list, table, other };

  Kind kind = Kind::other;
  Position position;
  bool boolean = false;
  std::int64_t integer = 0;
  double real = 0;
  std::string text;
  std::vector<Value> list;
  // In the order of the keys' names.
  std::vector<Member> members;
};

// One key of a table, with the place of its name.
struct Member {
  std::string name;
  Position position;
  Value value;
};

// "an integer", "a string", …: what kind of value it is, for messages.
std::string kind_name(const Value& value);

}  // namespace maxos::config

#include "config/key_values.h"

#include <cmath>

#include "base/text.h"

namespace maxos::config {

std::string quoted(std::string_view text) {
  constexpr std::size_t kShown = 80;
  const std::string_view shown = base::utf8_prefix(text, kShown);
  return base::json_string(shown.size() == text.size() ? std::string(text) : std::string(shown) + "…");
}

std::string expected(std::string_view what, const Value& value) {
  std::string message("must be ");
  return message.append(what).append(", not ").append(kind_name(value));
}

std::optional<std::string> checked_text(const Value& value, std::string_view name, TextCheck check,
                                        std::vector<Fault>& faults) {
  const auto fault = [&](std::string_view what) {
    std::string message("`");
    message.append(name).append("` ").append(what);
    faults.push_back({value.position, message});
    return std::nullopt;
  };
  if (value.kind != Value::Kind::text) return fault(expected("a string", value));
  if (const std::string wrong = check(value.text); !wrong.empty())
    return fault(quoted(value.text) + ": " + wrong);
  return value.text;
}

void set_level(const Member& member, std::string_view key, double high, double& level,
               std::vector<Fault>& faults) {
  const Value& value = member.value;
  const bool number = value.kind == Value::Kind::real || value.kind == Value::Kind::integer;
  const double wanted = value.kind == Value::Kind::integer ? static_cast<double>(value.integer) : value.real;
  if (number && std::isfinite(wanted) && wanted >= 0 && wanted <= high) {
    level = wanted;
    return;
  }
  std::string message("`");
  message.append(key).append(".").append(member.name).append("` must be a number from 0 (off) to ");
  message.append(base::decimal(high, 0));
  if (!number) message.append(", not ").append(kind_name(value));
  faults.push_back({value.position, message});
}

}  // namespace maxos::config

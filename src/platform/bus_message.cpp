#include "platform/bus_message.h"

#include <array>
#include <cstdint>
#include <string_view>
#include <utility>

#include "base/status.h"

namespace maxos::platform {
namespace {

constexpr int kMaxDepth = 16;
constexpr std::size_t kMaxErrorText = 200;

// The signatures of BusArgumentValue's alternatives.
constexpr std::array kArgumentTypes = {"s", "b", "u", "as", "i",     "q",        "x",
                                       "t", "d", "o", "ay", "a{sv}", "a{sa{sv}}"};
static_assert(kArgumentTypes.size() == std::variant_size_v<BusArgumentValue>);

// Reads one value of basic type.
int read_basic(sd_bus_message* message, char type, BusValue& out) {
  union {
    int boolean;
    std::uint8_t u8;
    std::int16_t i16;
    std::uint16_t u16;
    std::int32_t i32;
    std::uint32_t u32;
    std::int64_t i64;
    std::uint64_t u64;
    double real;
    const char* text;
  } raw{};
  const int result = sd_bus_message_read_basic(message, type, &raw);
  if (result <= 0) return result;
  switch (type) {
    case SD_BUS_TYPE_BOOLEAN:
      out.value = raw.boolean != 0;
      break;
    case SD_BUS_TYPE_BYTE:
      out.value = std::uint64_t{raw.u8};
      break;
    case SD_BUS_TYPE_INT16:
      out.value = std::int64_t{raw.i16};
      break;
    case SD_BUS_TYPE_UINT16:
      out.value = std::uint64_t{raw.u16};
      break;
    case SD_BUS_TYPE_INT32:
      out.value = std::int64_t{raw.i32};
      break;
    case SD_BUS_TYPE_UINT32:
      out.value = std::uint64_t{raw.u32};
      break;
    case SD_BUS_TYPE_INT64:
      out.value = raw.i64;
      break;
    case SD_BUS_TYPE_UINT64:
      out.value = raw.u64;
      break;
    case SD_BUS_TYPE_DOUBLE:
      out.value = raw.real;
      break;
    case SD_BUS_TYPE_STRING:
    case SD_BUS_TYPE_OBJECT_PATH:
    case SD_BUS_TYPE_SIGNATURE:
      out.value = std::string(raw.text);
      break;
    default:
      break;
  }
  return result;
}

bool is_container(char type) {
  return type == SD_BUS_TYPE_ARRAY || type == SD_BUS_TYPE_VARIANT || type == SD_BUS_TYPE_STRUCT ||
         type == SD_BUS_TYPE_DICT_ENTRY;
}

// Reads what is left of the message, or of the container that was entered, into `out`. `budget`: values that
// may follow.
int decode(sd_bus_message* message, BusValue::List& out, int depth, std::size_t& budget) {
  if (depth > kMaxDepth) return -EMSGSIZE;
  for (;;) {
    char type = 0;
    const char* contents = nullptr;
    int result = sd_bus_message_peek_type(message, &type, &contents);
    if (result <= 0) return result;
    if (budget-- == 0) return -EMSGSIZE;
    BusValue value;
    if (!is_container(type)) {
      result = read_basic(message, type, value);
      if (result < 0) return result;
    } else {
      BusValue::List inner;
      result = sd_bus_message_enter_container(message, type, contents);
      if (result < 0) return result;
      result = decode(message, inner, depth + 1, budget);
      if (result < 0) return result;
      result = sd_bus_message_exit_container(message);
      if (result < 0) return result;
      if (type == SD_BUS_TYPE_VARIANT) {
        if (!inner.empty()) value = std::move(inner.front());
      } else {
        value.value = std::move(inner);
      }
    }
    out.push_back(std::move(value));
  }
}

// One entry of sd-bus's and D-Bus's own error names, and the code that it becomes; what is not here is
// Internal.
struct ErrorName {
  const char* name;
  absl::StatusCode code;
};
constexpr ErrorName kErrorNames[] = {
    {SD_BUS_ERROR_SERVICE_UNKNOWN, absl::StatusCode::kUnavailable},
    {SD_BUS_ERROR_NAME_HAS_NO_OWNER, absl::StatusCode::kUnavailable},
    {SD_BUS_ERROR_NO_REPLY, absl::StatusCode::kUnavailable},
    {SD_BUS_ERROR_DISCONNECTED, absl::StatusCode::kUnavailable},
    {SD_BUS_ERROR_NO_SERVER, absl::StatusCode::kUnavailable},
    {SD_BUS_ERROR_NO_NETWORK, absl::StatusCode::kUnavailable},
    {SD_BUS_ERROR_LIMITS_EXCEEDED, absl::StatusCode::kUnavailable},
    {SD_BUS_ERROR_NO_MEMORY, absl::StatusCode::kUnavailable},
    {SD_BUS_ERROR_TIMEOUT, absl::StatusCode::kDeadlineExceeded},
    {"org.freedesktop.DBus.Error.TimedOut", absl::StatusCode::kDeadlineExceeded},
    {SD_BUS_ERROR_ACCESS_DENIED, absl::StatusCode::kPermissionDenied},
    {SD_BUS_ERROR_AUTH_FAILED, absl::StatusCode::kPermissionDenied},
    {SD_BUS_ERROR_INTERACTIVE_AUTHORIZATION_REQUIRED, absl::StatusCode::kPermissionDenied},
    {SD_BUS_ERROR_UNKNOWN_OBJECT, absl::StatusCode::kNotFound},
    {SD_BUS_ERROR_UNKNOWN_METHOD, absl::StatusCode::kNotFound},
    {SD_BUS_ERROR_UNKNOWN_INTERFACE, absl::StatusCode::kNotFound},
    {SD_BUS_ERROR_UNKNOWN_PROPERTY, absl::StatusCode::kNotFound},
    {"org.freedesktop.systemd1.NoSuchUnit", absl::StatusCode::kNotFound},
    // Nobody is there whom it could ask for a password.
    {"net.connman.iwd.NoAgent", absl::StatusCode::kFailedPrecondition},
    {"net.connman.iwd.NotConfigured", absl::StatusCode::kFailedPrecondition},
};

absl::Status status_of(const sd_bus_error& error, const std::string& destination) {
  absl::StatusCode code = absl::StatusCode::kInternal;
  const std::string_view name = error.name == nullptr ? "" : error.name;
  for (const ErrorName& known : kErrorNames) {
    if (name == known.name) code = known.code;
  }
  // The starter's errors ("…DBus.Error.Spawn.ChildExited", "org.freedesktop.systemd1.UnitMasked" …) mean that
  // there is none.
  if (name.find(".Error.Spawn.") != std::string_view::npos) code = absl::StatusCode::kUnavailable;
  const std::string_view text = error.message != nullptr && *error.message != '\0' ? error.message : name;
  return base::make_status(code, destination + ": " + std::string(text.substr(0, kMaxErrorText)));
}

int append(sd_bus_message* message, const std::string& text) {
  return sd_bus_message_append_basic(message, SD_BUS_TYPE_STRING, text.c_str());
}
int append(sd_bus_message* message, bool flag) {
  const int value = flag ? 1 : 0;
  return sd_bus_message_append_basic(message, SD_BUS_TYPE_BOOLEAN, &value);
}
int append(sd_bus_message* message, std::uint16_t number) {
  return sd_bus_message_append_basic(message, SD_BUS_TYPE_UINT16, &number);
}
int append(sd_bus_message* message, std::int32_t number) {
  return sd_bus_message_append_basic(message, SD_BUS_TYPE_INT32, &number);
}
int append(sd_bus_message* message, std::uint32_t number) {
  return sd_bus_message_append_basic(message, SD_BUS_TYPE_UINT32, &number);
}
int append(sd_bus_message* message, std::int64_t number) {
  return sd_bus_message_append_basic(message, SD_BUS_TYPE_INT64, &number);
}
int append(sd_bus_message* message, std::uint64_t number) {
  return sd_bus_message_append_basic(message, SD_BUS_TYPE_UINT64, &number);
}
int append(sd_bus_message* message, double number) {
  return sd_bus_message_append_basic(message, SD_BUS_TYPE_DOUBLE, &number);
}
int append(sd_bus_message* message, const BusPath& path) {
  return sd_bus_message_append_basic(message, SD_BUS_TYPE_OBJECT_PATH, path.path.c_str());
}
int append(sd_bus_message* message, const std::vector<std::uint8_t>& bytes) {
  return sd_bus_message_append_array(message, SD_BUS_TYPE_BYTE, bytes.data(), bytes.size());
}

int append(sd_bus_message* message, const std::vector<std::string>& texts) {
  int result = sd_bus_message_open_container(message, SD_BUS_TYPE_ARRAY, "s");
  for (const std::string& text : texts) {
    if (result >= 0) result = append(message, text);
  }
  return result < 0 ? result : sd_bus_message_close_container(message);
}

int append(sd_bus_message* message, const BusDictionary& dictionary) {
  int result = sd_bus_message_open_container(message, SD_BUS_TYPE_ARRAY, "{sv}");
  for (const auto& [name, value] : dictionary.entries) {
    if (result >= 0) result = sd_bus_message_open_container(message, SD_BUS_TYPE_DICT_ENTRY, "sv");
    if (result >= 0) result = append(message, name);
    const char* const type = kArgumentTypes[value.index()];
    if (result >= 0) result = sd_bus_message_open_container(message, SD_BUS_TYPE_VARIANT, type);
    if (result >= 0) result = append_argument(message, value);
    if (result >= 0) result = sd_bus_message_close_container(message);
    if (result >= 0) result = sd_bus_message_close_container(message);
  }
  return result < 0 ? result : sd_bus_message_close_container(message);
}

int append(sd_bus_message* message, const BusSections& all) {
  int result = sd_bus_message_open_container(message, SD_BUS_TYPE_ARRAY, "{sa{sv}}");
  for (const auto& [name, dictionary] : all.sections) {
    if (result >= 0) result = sd_bus_message_open_container(message, SD_BUS_TYPE_DICT_ENTRY, "sa{sv}");
    if (result >= 0) result = append(message, name);
    if (result >= 0) result = append(message, dictionary);
    if (result >= 0) result = sd_bus_message_close_container(message);
  }
  return result < 0 ? result : sd_bus_message_close_container(message);
}

}  // namespace

int append_argument(sd_bus_message* message, const BusArgument& argument) {
  return std::visit([message](const auto& value) { return append(message, value); },
                    static_cast<const BusArgumentValue&>(argument));
}

absl::StatusOr<BusValue::List> decode_reply(sd_bus_message* reply, const std::string& destination,
                                            std::size_t max_values) {
  if (const sd_bus_error* const error = sd_bus_message_get_error(reply))
    return status_of(*error, destination);
  BusValue::List values;
  std::size_t budget = max_values;
  const int result = decode(reply, values, 0, budget);
  if (result < 0) return base::from_errno(-result, "reading the answer of " + destination);
  return values;
}

}  // namespace maxos::platform

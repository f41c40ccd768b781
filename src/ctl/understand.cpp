#include "ctl/understand.h"

#include <cerrno>
#include <nlohmann/json.hpp>
#include <string>
#include <variant>

#include "base/status.h"
#include "base/text.h"
#include "ctl/json.h"
#include "ctl/line_reader.h"
#include "ctl/show.h"

namespace maxos::ctl {
namespace {

using nlohmann::json;

// Nested deeper than a request ever is: refused before it is parsed, which takes stack.
constexpr int kMaxDepth = 8;

TextRequest request_of(const Options& options) {
  TextRequest request;
  request.set_text(options.text);
  for (const auto& [key, value] : options.context) (*request.mutable_context())[key] = value;
  return request;
}

// Empty, or what is wrong with the context; scalars stand for themselves.
std::string add_context(const json& context, TextRequest& request) {
  if (!context.is_object()) return "\"context\" is not an object";
  for (const auto& [key, value] : context.items()) {
    if (value.is_string()) {
      (*request.mutable_context())[key] = value.get<std::string>();
    } else if (value.is_number() || value.is_boolean()) {
      (*request.mutable_context())[key] = value.dump();
    } else {
      return "the context key \"" + key + "\" has no string";
    }
  }
  return {};
}

// Empty, or what is wrong with the line. Other keys than text and context are passed over.
std::string read_request(const std::string& line, TextRequest& request) {
  if (!base::is_utf8(line)) return "the line is not valid UTF-8";
  const auto shallow = [](int depth, json::parse_event_t, json&) { return depth <= kMaxDepth; };
  const json object = json::parse(line, shallow, /*allow_exceptions=*/false);
  if (!object.is_object()) return R"(the line is not a JSON object such as {"text":"show disk usage"})";
  const auto text = object.find("text");
  if (text == object.end() || !text->is_string()) return "the object has no string \"text\"";
  request.set_text(text->get<std::string>());
  const auto context = object.find("context");
  return context == object.end() || context->is_null() ? std::string() : add_context(*context, request);
}

ExitCode understand_one(const Options& options, Client& client, Terminal& terminal) {
  const auto result = client.understand(request_of(options));
  if (const auto* trouble = std::get_if<Trouble>(&result)) return fail(terminal, options, *trouble);
  const auto& understood = std::get<UnderstandResponse>(result);
  terminal.out << (options.json ? to_json(understood) + "\n" : understood_text(understood)) << std::flush;
  return ExitCode::success;
}

ExitCode understand_lines(const Options& options, const Interrupt& interrupt, Client& client,
                          Terminal& terminal) {
  LineReader reader(terminal.input, interrupt);
  ExitCode exit = ExitCode::success;
  const auto bad = [&](std::string_view message) {
    exit = ExitCode::failed;
    terminal.out << error_json(message) << std::endl;
  };
  std::string line;
  while (terminal.out.good()) {
    const LineReader::Next next = reader.next(line);
    if (next == LineReader::Next::end) break;
    if (next == LineReader::Next::failed) {
      complain(terminal.err, base::message_of(base::from_errno(errno, "standard input cannot be read")), "");
      return ExitCode::failed;
    }
    TextRequest request = request_of(options);
    std::string wrong = "the line is longer than 1 MiB";
    if (next == LineReader::Next::line) wrong = read_request(line, request);
    if (!wrong.empty()) {
      bad(wrong);
      continue;
    }
    const auto result = client.understand(request);
    if (interrupt.signal() != 0) break;
    if (const auto* trouble = std::get_if<Trouble>(&result)) {
      bad(trouble->message);
      if (trouble->exit == ExitCode::usage) continue;
      complain(terminal.err, trouble->message, trouble->advice);
      return trouble->exit;
    }
    terminal.out << to_json(std::get<UnderstandResponse>(result)) << std::endl;
  }
  return exit;
}

}  // namespace

ExitCode understand(const Options& options, const Interrupt& interrupt, Client& client, Terminal& terminal) {
  return options.jsonl ? understand_lines(options, interrupt, client, terminal)
                       : understand_one(options, client, terminal);
}

}  // namespace maxos::ctl

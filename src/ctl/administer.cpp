#include "ctl/administer.h"

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/status.h"
#include "ctl/administration/roots.h"
#include "ctl/administration/user_hosts.h"
#include "ctl/json.h"
#include "ctl/table.h"
#include "ctl/terminal.h"

namespace maxos::ctl {
namespace {

using Json = nlohmann::ordered_json;

Trouble trouble_of(const absl::Status& status) {
  Trouble trouble;
  trouble.message = base::message_of(status);
  const auto code = static_cast<grpc::StatusCode>(status.code());
  trouble.code = name_of(code);
  trouble.exit = absl::IsPermissionDenied(status)  ? ExitCode::denied
                 : absl::IsInvalidArgument(status) ? ExitCode::usage
                                                   : ExitCode::failed;
  return trouble;
}

ExitCode tell(const absl::StatusOr<std::string>& done, const Options& options, Terminal& terminal) {
  if (!done.ok()) return fail(terminal, options, trouble_of(done.status()));
  terminal.out << (options.json ? Json{{"done", *done}}.dump() : *done) << std::endl;
  return ExitCode::success;
}

ExitCode list_users(const Options& options, const Machine& machine, Terminal& terminal) {
  const auto users = enabled_users(machine);
  if (!users.ok()) return fail(terminal, options, trouble_of(users.status()));
  if (options.json) {
    Json list = Json::array();
    for (const EnabledUser& user : *users) {
      list.push_back({{"name", user.name},
                      {"uid", user.uid ? Json(*user.uid) : Json(nullptr)},
                      {"home", user.home},
                      {"problem", user.problem}});
    }
    terminal.out << Json{{"users", std::move(list)}}.dump() << std::endl;
    return ExitCode::success;
  }
  if (users->empty()) {
    terminal.out << "No user has a host of their own; maxosctl user enable NAME gives one." << std::endl;
    return ExitCode::success;
  }
  Table table{.columns = {{"USER"}, {"UID", true}, {"HOME"}, {"PROBLEM"}}, .rows = {}};
  for (const EnabledUser& user : *users) {
    table.rows.push_back({user.name, user.uid ? std::to_string(*user.uid) : "-", user.home, user.problem});
  }
  terminal.out << draw(table, terminal.table_width()) << std::flush;
  return ExitCode::success;
}

ExitCode list_roots(const Options& options, const Machine& machine, Terminal& terminal) {
  const auto roots = file_roots(machine);
  if (!roots.ok()) return fail(terminal, options, trouble_of(roots.status()));
  if (options.json) {
    terminal.out << Json{{"roots", *roots}}.dump() << std::endl;
    return ExitCode::success;
  }
  for (const std::string& root : *roots) terminal.out << printable(root, Lines::escape) << "\n";
  terminal.out << std::flush;
  return ExitCode::success;
}

}  // namespace

bool is_administration(Command command) {
  return command == Command::user || command == Command::root;
}

ExitCode administer(const Options& options, const Machine& machine, Terminal& terminal) {
  const std::string& what = options.action;
  if (options.command == Command::user) {
    if (what == "list") return list_users(options, machine, terminal);
    return tell(what == "enable" ? enable_user(machine, options.text) : disable_user(machine, options.text),
                options, terminal);
  }
  if (what == "list") return list_roots(options, machine, terminal);
  return tell(what == "add" ? add_root(machine, options.text) : remove_root(machine, options.text), options,
              terminal);
}

}  // namespace maxos::ctl

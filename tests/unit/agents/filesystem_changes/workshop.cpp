#include "workshop.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <array>
#include <functional>
#include <sstream>

namespace maxos::agents {
namespace fs = std::filesystem;
namespace {

std::string xattrs_of(const std::string& path) {
  std::array<char, 4096> names{};
  const ssize_t size = ::llistxattr(path.c_str(), names.data(), names.size());
  std::map<std::string, std::string> all;
  for (ssize_t at = 0; at < size;) {
    const std::string name(names.data() + at);
    at += static_cast<ssize_t>(name.size()) + 1;
    std::array<char, 4096> value{};
    const ssize_t length = ::lgetxattr(path.c_str(), name.c_str(), value.data(), value.size());
    if (length >= 0) all[name] = std::string(value.data(), static_cast<std::size_t>(length));
  }
  std::string text;
  for (const auto& [name, value] : all) text.append(" ").append(name).append("=").append(value);
  return text;
}

std::string sentence(const std::string& path, const char* what, const std::string& text) {
  return path + what + text;
}

std::string content_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream all;
  all << file.rdbuf();
  return all.str();
}

std::string entry_text(const std::string& path) {
  struct stat info {};
  if (::lstat(path.c_str(), &info) != 0) return "gone";
  std::ostringstream out;
  out << std::oct << info.st_mode << std::dec << " " << info.st_uid << ":" << info.st_gid << " m"
      << info.st_mtim.tv_sec << "." << info.st_mtim.tv_nsec << xattrs_of(path);
  if (S_ISREG(info.st_mode)) {
    out << " n" << info.st_nlink << " s" << info.st_size << " h"
        << std::hash<std::string>()(content_of(path));
  }
  if (S_ISLNK(info.st_mode)) out << " -> " << fs::read_symlink(path).string();
  return out.str();
}

}  // namespace

std::map<std::string, std::string> picture_of(const std::string& directory) {
  std::map<std::string, std::string> picture;
  picture["."] = entry_text(directory);
  for (auto at = fs::recursive_directory_iterator(directory); at != fs::recursive_directory_iterator();
       ++at) {
    if (is_own_name(at->path().filename().string())) {
      at.disable_recursion_pending();
      continue;
    }
    picture[at->path().lexically_relative(directory).string()] = entry_text(at->path());
  }
  return picture;
}

std::string difference(const std::map<std::string, std::string>& before,
                       const std::map<std::string, std::string>& after) {
  for (const auto& [path, text] : before) {
    const auto found = after.find(path);
    if (found == after.end()) return sentence(path, " is gone, was: ", text);
    if (found->second != text) return sentence(path, " was: ", text) + "\n  is: " + found->second;
  }
  for (const auto& [path, text] : after) {
    if (!before.contains(path)) return sentence(path, " is new: ", text);
  }
  return {};
}

Workshop::Workshop(std::string directory) : directory_(std::move(directory)) {
  fs::create_directories(root());
  config->filesystem.roots = {root()};
  config->filesystem.home = root();
  restart();
}

HandlerEnvironment Workshop::environment() const {
  HandlerEnvironment environment;
  environment.config = [config = config] { return config; };
  environment.transactions = store_.get();
  environment.protected_paths = {directory_ + "/state", root() + "/own"};
  return environment;
}

std::vector<std::string> Workshop::restart() {
  handlers_.clear();
  store_.reset();
  store_ = store::open_transactions(directory_ + "/state", notice_);
  auto sentences = recover_transactions(environment());
  for (auto make :
       {make_file_mkdir, make_file_copy, make_file_move, make_file_delete, make_file_undo, make_file_history,
        make_file_empty_trash, make_file_archive, make_file_extract, make_file_organize, make_file_list,
        make_file_info, make_file_search, make_file_read, make_file_checksum, make_file_usage}) {
    handlers_.push_back(make(environment()));
  }
  return sentences;
}

absl::StatusOr<Plan> Workshop::plan(std::string_view intent, Values slots, Caller caller,
                                    Values context) const {
  for (const auto& handler : handlers_) {
    if (handler->declaration().intent != intent) continue;
    const PlanRequest request{std::string(intent), std::move(slots), std::move(context), caller};
    auto plan =
        handler->plan(request, {{}, ExecutionContext::Clock::now() + std::chrono::minutes(5), nullptr});
    if (plan.ok()) {
      // As the host does it.
      plan->intent = intent;
      plan->caller = std::move(caller);
      if (plan->risk < handler->declaration().risk) plan->risk = handler->declaration().risk;
    }
    return plan;
  }
  return base::internal("no handler");
}

absl::StatusOr<Outcome> Workshop::execute(const Plan& plan, std::stop_token stop) const {
  for (const auto& handler : handlers_) {
    if (handler->declaration().intent == plan.intent) {
      return handler->execute(
          plan, {std::move(stop), ExecutionContext::Clock::now() + std::chrono::minutes(5), nullptr});
    }
  }
  return base::internal("no handler");
}

absl::StatusOr<Outcome> Workshop::run(std::string_view intent, Values slots, Caller caller) const {
  const auto made = plan(intent, std::move(slots), std::move(caller));
  if (!made.ok()) return made.status();
  return execute(*made);
}

void Workshop::write(const std::string& name, const std::string& content) const {
  fs::create_directories(fs::path(path(name)).parent_path());
  std::ofstream(path(name), std::ios::binary) << content;
}

std::string Workshop::read(const std::string& name) const {
  return content_of(path(name));
}

std::size_t Workshop::stages() const {
  std::size_t found = 0;
  for (const auto& entry : fs::recursive_directory_iterator(root())) {
    if (entry.path().filename().string().starts_with(".maxos-stage-")) ++found;
  }
  return found;
}

WorkshopTest::WorkshopTest() {
  std::string pattern = ::testing::TempDir() + "maxos-changes-XXXXXX";
  directory_ = fs::canonical(::mkdtemp(pattern.data())).string();
  shop_ = std::make_unique<Workshop>(directory_);
}

WorkshopTest::~WorkshopTest() {
  shop_.reset();
  std::error_code ignored;
  fs::remove_all(directory_, ignored);
}

}  // namespace maxos::agents

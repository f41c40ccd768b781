// Random trees and random changes against a model in memory; every undo brings back what was before.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <sys/xattr.h>

#include <cstdlib>
#include <fstream>
#include <random>
#include <set>

#include "workshop.h"

namespace maxos::agents {
namespace {

namespace fs = std::filesystem;
using testing::IsEmpty;

// Paths below the root: what a file holds, "/" for a directory.
using Model = std::map<std::string, std::string>;

const std::string kLinkOut = "-> /etc/passwd";

std::uint32_t number_from(const char* variable, std::uint32_t fallback) {
  const char* text = std::getenv(variable);
  return text == nullptr ? fallback : static_cast<std::uint32_t>(std::strtoul(text, nullptr, 10));
}

bool is_below(const std::string& path, const std::string& directory) {
  return path == directory || path.starts_with(directory + "/");
}

class RandomChanges : public WorkshopTest {
 protected:
  std::uint32_t below(std::uint32_t limit) {
    return std::uniform_int_distribution<std::uint32_t>(0, limit - 1)(random_);
  }

  std::string any_of(const Model& model, bool directories) {
    std::vector<std::string> found;
    for (const auto& [path, content] : model) {
      if (!directories || content == "/") found.push_back(path);
    }
    return found.empty() ? "" : found[below(static_cast<std::uint32_t>(found.size()))];
  }
  std::string new_name() {
    static const std::vector<std::string> names = {"a", "b", "c c", "d\n", "\xc3\xa9", "-f", ".g", "h\xff"};
    return names[below(static_cast<std::uint32_t>(names.size()))];
  }

  void make_tree() {
    for (std::uint32_t i = 0; i < 12; ++i) {
      const Model model = actual();
      const std::string directory = any_of(model, true);
      const std::string path = (directory.empty() ? "" : directory + "/") + new_name();
      if (model.contains(path)) continue;
      const std::string full = shop_->path(path);
      if (below(3) == 0) {
        fs::create_directory(full);
        fs::permissions(full, fs::perms(below(2) == 0 ? 0755 : 0750));
      } else if (below(5) == 0 && !model.empty()) {
        fs::create_symlink(below(2) == 0 ? "nowhere" : "/etc/passwd", full);
      } else {
        std::ofstream(full) << std::string(below(20'000), static_cast<char>('a' + below(26)));
        fs::permissions(full, fs::perms(below(2) == 0 ? 0644 : 0400));
      }
      if (below(4) == 0) ::lsetxattr(full.c_str(), "user.note", "n", 1, 0);
      const std::array<timespec, 2> times = {timespec{1'000'000 + below(1'000), 5},
                                             timespec{2'000'000 + below(1'000), below(999)}};
      ::utimensat(AT_FDCWD, full.c_str(), times.data(), AT_SYMLINK_NOFOLLOW);
    }
  }

  // What there is, as the model has it.
  Model actual() const {
    Model model;
    for (const auto& [path, text] : picture_of(shop_->root())) {
      if (path == ".") continue;
      const auto status = fs::symlink_status(shop_->path(path));
      if (fs::is_directory(status)) {
        model[path] = "/";
      } else if (fs::is_symlink(status)) {
        model[path] = "-> " + fs::read_symlink(shop_->path(path)).string();
      } else {
        model[path] = "=" + shop_->read(path);
      }
    }
    return model;
  }

  static void erase(Model& model, const std::string& path) {
    std::erase_if(model, [&](const auto& entry) { return is_below(entry.first, path); });
  }
  static void add(Model& model, const Model& from, const std::string& source, const std::string& target) {
    for (const auto& [path, content] : from) {
      if (is_below(path, source)) model[target + path.substr(source.size())] = content;
    }
  }

  // What the model says of a copy or move; false when it must be refused.
  static bool relocate(Model& model, const std::string& source, std::string target, bool overwrite,
                       bool keep) {
    const auto there = model.find(target);
    // A link out of the root is followed to see what it is, and refused.
    if (there != model.end() && there->second == kLinkOut) return false;
    if (there != model.end() && there->second == "/") target += "/" + fs::path(source).filename().string();
    if (is_below(target, source) || is_below(source, target)) return false;
    if (model.contains(target) && !overwrite) return false;
    const Model before = model;
    erase(model, target);
    if (!keep) erase(model, source);
    add(model, before, source, target);
    return true;
  }

  // One change, of the model and in fact. Whether something was changed.
  bool change(Model& model) {
    const std::string source = any_of(model, false);
    const std::string directory = any_of(model, true);
    const std::string target = (directory.empty() || below(3) == 0 ? "" : directory + "/") + new_name();
    const bool overwrite = below(2) == 0;
    const std::string flag = overwrite ? "true" : "false";
    // An absolute path: one that begins with "~" or is called "home" means something else.
    const Values two = {
        {"source", shop_->path(source)}, {"destination", shop_->path(target)}, {"overwrite", flag}};
    const std::uint32_t what = source.empty() ? 0 : below(4);
    bool allowed = false;
    absl::StatusOr<Outcome> outcome;
    if (what == 0) {
      const std::string path = target + "/" + new_name();
      allowed = !model.contains(target) || model.at(target) == "/";
      allowed = allowed && (!model.contains(path) || model.at(path) == "/");
      const bool there = model.contains(path);
      outcome = shop_->run("file.mkdir", {{"path", shop_->path(path)}});
      EXPECT_EQ(outcome.ok(), allowed) << said(outcome) << " mkdir " << path;
      if (allowed) model[target] = model[path] = "/";
      return allowed && !there;
    }
    if (what == 1) {
      outcome = shop_->run("file.delete", {{"path", shop_->path(source)}});
      allowed = true;
      erase(model, source);
    } else {
      allowed = relocate(model, source, target, overwrite, what == 2);
      outcome = shop_->run(what == 2 ? "file.copy" : "file.move", two);
    }
    EXPECT_EQ(outcome.ok(), allowed) << said(outcome) << " " << what << " " << source << " -> " << target;
    return outcome.ok();
  }

  std::mt19937 random_{number_from("MAXOS_SEED", 5)};
};

TEST_F(RandomChanges, EveryUndoBringsBackWhatWasBefore) {
  const std::uint32_t rounds = number_from("MAXOS_CHANGE_ROUNDS", 8);
  for (std::uint32_t round = 0; round < rounds && !HasFailure(); ++round) {
    SCOPED_TRACE("round " + std::to_string(round));
    shop_.reset();
    fs::remove_all(directory_);
    fs::create_directories(directory_);
    shop_ = std::make_unique<Workshop>(directory_);
    make_tree();
    Model model = actual();
    std::vector<std::map<std::string, std::string>> pictures;
    for (std::uint32_t step = 0; step < 12 && !HasFailure(); ++step) {
      auto before = picture_of(shop_->root());
      if (!pictures.empty() && below(4) == 0) {
        const auto undone = shop_->run("file.undo", {});
        ASSERT_TRUE(undone.ok()) << said(undone);
        ASSERT_THAT(difference(pictures.back(), picture_of(shop_->root())), IsEmpty()) << undone->message;
        pictures.pop_back();
        model = actual();
        continue;
      }
      if (change(model)) {
        pictures.push_back(std::move(before));
      } else {
        ASSERT_THAT(difference(before, picture_of(shop_->root())), IsEmpty());
      }
      ASSERT_THAT(difference(model, actual()), IsEmpty());
    }
    for (; !pictures.empty() && !HasFailure(); pictures.pop_back()) {
      const auto undone = shop_->run("file.undo", {});
      ASSERT_TRUE(undone.ok()) << said(undone);
      ASSERT_THAT(difference(pictures.back(), picture_of(shop_->root())), IsEmpty()) << undone->message;
    }
    EXPECT_EQ(shop_->stages(), 0U);
  }
}

}  // namespace
}  // namespace maxos::agents

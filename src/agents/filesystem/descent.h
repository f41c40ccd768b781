// Through a whole tree, depth first, in bounded memory and with few descriptors.
#pragma once

#include <absl/status/statusor.h>
#include <sys/stat.h>

#include <string>
#include <string_view>
#include <vector>

#include "agents/agent.h"
#include "agents/filesystem/directory_stack.h"
#include "base/fd.h"

namespace maxos::agents {

// Opens nothing but directories and follows no link. Entries that vanish meanwhile are left out; what comes
// meanwhile may or may not be seen.
class Descent {
 public:
  // entry: anything but a directory; enter: a directory, which is open now; leave: the same after all in it;
  // end: of the top, which gets no leave of its own.
  enum class Event { entry, enter, leave, end };

  // `top`: a directory, open for reading. `path`: its name in messages.
  static absl::StatusOr<Descent> create(base::UniqueFd top, std::string path);

  // The next event. Asks context.check(). Errors name the path.
  absl::StatusOr<Event> next(const ExecutionContext& context);

  // Of the entry or the directory of the last event.
  const std::string& name() const { return name_; }
  const struct statx& info() const { return info_; }
  // The directory that holds the entry; after enter and leave, the directory itself.
  int directory() const { return stack_.top(); }
  // Of the directory that holds what the event is about.
  std::uint64_t parent_inode() const;
  // Absolute: of what the event is about.
  std::string path() const;
  // 0 in the top.
  std::size_t depth() const { return frames_.size() - 1; }
  // Reads the current directory from its beginning once more.
  absl::Status rewind();

 private:
  struct Frame {
    std::string name;
    struct statx info {};
    // What was read and not yet looked at, last first.
    std::vector<std::string> names;
    // Where reading goes on.
    std::int64_t position = 0;
    bool read_all = false;
  };

  Descent() = default;
  absl::Status read_more(Frame& frame);
  absl::StatusOr<bool> look_at(std::string name);

  DirectoryStack stack_;
  std::vector<Frame> frames_;
  std::string top_path_;
  std::string name_;
  struct statx info_ {};
  Event last_ = Event::enter;
};

// STATX_BASIC_STATS, birth and mount of `name` in `directory`, or of `directory` for an empty name. Follows
// no link. False and errno on failure.
bool look(int directory, const char* name, struct statx& info);

bool is_directory(const struct statx& info);
bool same_inode(const struct statx& a, const struct statx& b);

// Opens a directory right below `directory` for reading; -1 and errno.
int open_subdirectory(int directory, const char* name);

}  // namespace maxos::agents

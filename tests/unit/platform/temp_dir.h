// A directory of a test's own.
#pragma once

#include <string>
#include <string_view>

namespace maxos::testing {

// Made below the system's temporary directory, removed with all that is in it.
class TempDir {
 public:
  TempDir();
  ~TempDir();
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;

  const std::string& path() const { return path_; }
  std::string operator/(std::string_view name) const { return path_ + "/" + std::string(name); }

  // Writes a file in place (the same inode when it was there), its directories too.
  void write(std::string_view name, std::string_view text) const;
  // Puts a new file in the place of an old one.
  void replace(std::string_view name, std::string_view text) const;
  void remove(std::string_view name) const;
  void mkdir(std::string_view name) const;

 private:
  std::string path_;
};

}  // namespace maxos::testing

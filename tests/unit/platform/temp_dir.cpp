#include "temp_dir.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>

namespace maxos::testing {

TempDir::TempDir() {
  path_ = (std::filesystem::temp_directory_path() / "maxos-test-XXXXXX").string();
  if (mkdtemp(path_.data()) == nullptr) throw std::runtime_error("mkdtemp " + path_);
}

TempDir::~TempDir() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

void TempDir::write(std::string_view name, std::string_view text) const {
  const std::filesystem::path file = *this / name;
  std::filesystem::create_directories(file.parent_path());
  std::ofstream(file, std::ios::binary | std::ios::trunc) << text;
}

void TempDir::replace(std::string_view name, std::string_view text) const {
  write(std::string(name) + ".new", text);
  std::filesystem::rename(*this / (std::string(name) + ".new"), *this / name);
}

void TempDir::remove(std::string_view name) const {
  std::filesystem::remove_all(*this / name);
}
void TempDir::mkdir(std::string_view name) const {
  std::filesystem::create_directories(*this / name);
}

}  // namespace maxos::testing

// What a zip file itself says of one of its items (APPNOTE.TXT 4.3.7, "Local file header").
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace maxos::agents {

struct ZipHeader {
  // As it stands there, byte for byte.
  std::string name;
  // Whether the name is said to be UTF-8.
  bool utf8 = false;
  // What follows the header when it is neither compressed nor longer than a link can be: of a symbolic link
  // what it says.
  std::string stored;
};

// The header that ends at `end` in the file, alone or with the data of a short item; nullopt when there is
// none.
std::optional<ZipHeader> zip_header_before(int fd, std::int64_t end);

// Whether the file begins as zip files do.
bool begins_as_zip(int fd);

}  // namespace maxos::agents

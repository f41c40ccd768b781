// Columns on a terminal.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace maxos::ctl {

struct Table {
  struct Column {
    std::string title;
    bool right = false;
  };
  std::vector<Column> columns;
  // Cells as they came; printable() is applied when the table is drawn. A row has one cell a column.
  std::vector<std::vector<std::string>> rows;
};

// The table as lines, each with its \n, columns two spaces apart, no trailing spaces, cut at `width` columns
// unless that is 0.
std::string draw(const Table& table, std::size_t width = 0);

// The lists of an answer's payload that maxosctl knows (entries, filesystems, processes), drawn one after the
// other, cut at `width` columns unless that is 0. Empty when the payload has none, or one that is not what it
// should be.
std::string payload_tables(const std::map<std::string, std::string>& payload, std::size_t width = 0);

}  // namespace maxos::ctl

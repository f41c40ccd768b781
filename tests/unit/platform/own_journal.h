// A journal of the test's own, in the file format of journald.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "temp_dir.h"

namespace maxos::testing {

inline constexpr std::uint64_t kJournalStart = 1'700'000'000'000'000;
inline constexpr std::uint64_t kJournalSecond = 1'000'000;

// Written by systemd-journal-remote from the export format, as journald appends: those who watch are told.
class OwnJournal {
 public:
  OwnJournal() { files_.mkdir("journal"); }

  // Waits for write(). `second`: after kJournalStart.
  void add(std::uint64_t second, const std::string& fields) {
    ++count_;
    waiting_ +=
        "__CURSOR=x\n__REALTIME_TIMESTAMP=" + std::to_string(kJournalStart + second * kJournalSecond) +
        "\n__MONOTONIC_TIMESTAMP=" + std::to_string(second * kJournalSecond + count_) +
        "\n_BOOT_ID=0123456789abcdef0123456789abcdef\n" + fields + "\n\n";
  }

  // Appends what was added.
  void write() {
    files_.write("export", waiting_);
    waiting_.clear();
    const std::string command = "/lib/systemd/systemd-journal-remote --output=" + active() + " - <" +
                                (files_ / "export") + " >/dev/null 2>&1";
    EXPECT_EQ(std::system(command.c_str()), 0) << command;
  }

  // As journald rotates: what is there gets another name, and what comes another file.
  void rotate() {
    archived_ = directory() + "/x@" + std::to_string(count_) + ".journal";
    EXPECT_EQ(std::rename(active().c_str(), archived_.c_str()), 0);
  }
  // As journald vacuums: the file that was rotated last is gone.
  void vacuum() { EXPECT_EQ(std::remove(archived_.c_str()), 0); }

  std::string directory() const { return files_ / "journal"; }

 private:
  std::string active() const { return directory() + "/x.journal"; }

  TempDir files_;
  std::string waiting_;
  std::string archived_;
  std::uint64_t count_ = 0;
};

// Fields of an entry that a unit wrote.
inline std::string from(const std::string& unit, const std::string& message, int priority = 6) {
  return "_SYSTEMD_UNIT=" + unit + "\nPRIORITY=" + std::to_string(priority) +
         "\nSYSLOG_IDENTIFIER=prog\n_PID=42\n_UID=0\nMESSAGE=" + message;
}

}  // namespace maxos::testing

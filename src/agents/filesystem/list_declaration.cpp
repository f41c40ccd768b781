#include <array>

#include "agents/builtin.h"

namespace maxos::agents {

const CapabilityDecl& declare_file_list() {
  static constexpr std::array<std::string_view, 4> kSorts = {"name", "size", "time", "type"};

  static constexpr std::array<SlotDecl, 5> kSlots = {{
      {"path", SlotType::path, false, "the directory; your home directory when absent", "/srv/data"},
      {"pattern", SlotType::glob, false, "names to show, with *, ?, [a-z] and {a,b}", "*.py"},
      {"hidden", SlotType::flag, false, "also names that begin with a dot", "true"},
      {"sort", SlotType::choice, false, "order: name, size (largest first), time (newest first), type",
       "size", kSorts},
      {"limit", SlotType::count, false, "how many entries to show", "20"},
  }};

  static constexpr std::array<std::string_view, 44> kPhrases = {
      "List files in my home directory",
      "Show me what's in /srv/data",
      "List all the python files in /srv/code sorted by size",
      "list files",
      "list my files",
      "show files",
      "show my files",
      "list the files in /srv/data",
      "list files in ~",
      "list all files in /srv/data",
      "what files are in /srv/data",
      "which files are in my home directory",
      "what is in /srv/data",
      "what's in my home directory",
      "what's inside /srv/data",
      "show the contents of /srv/data",
      "contents of /srv/data",
      "directory listing of /srv/data",
      "list directory /srv/data",
      "list the directory /srv/data",
      "list /srv/data",
      "show folder /srv/data",
      "display the files in the folder /srv/data",
      "give me a list of the files in /srv/data",
      "can you list the files in /srv/data please",
      "could you show me the files in my home folder",
      "I want to see the files in /srv/data",
      "show hidden files in /srv/data",
      "list all files including hidden ones in /srv/data",
      "the 5 largest files in /srv/data",
      "show the ten biggest files in /srv/data",
      "newest files in /srv/data",
      "list the most recent files in /srv/data",
      "list files in /srv/data by size",
      "list files in /srv/data sorted by time",
      "show *.log in /srv/data",
      "list all *.txt files in /srv/data",
      "list pdf files in my home directory",
      "list the folders in /srv/data",
      "show first 10 files in /srv/data",
      "ls",
      "ls /srv/data",
      "ls -la /srv/data",
      "what do I have in my home directory",
  };

  static constexpr CapabilityDecl kDeclaration = {.intent = "file.list",
                                                  .agent = "filesystem",
                                                  .summary = "list a directory",
                                                  .risk = Risk::read,
                                                  .host = HostClass::files,
                                                  .slots = kSlots,
                                                  .phrases = kPhrases};

  return kDeclaration;
}

}  // namespace maxos::agents

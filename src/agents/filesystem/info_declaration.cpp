#include <array>

#include "agents/builtin.h"

namespace maxos::agents {

const CapabilityDecl& declare_file_info() {
  static constexpr std::array<SlotDecl, 1> kSlots = {{
      {"path", SlotType::path, true, "the file or directory", "/srv/data/report.txt"},
  }};

  static constexpr std::array<std::string_view, 30> kPhrases = {
      "Show details of /srv/data/report.txt",
      "How big is /srv/data/report.txt?",
      "Who owns /srv/data/report.txt?",
      "show information about /srv/data/report.txt",
      "info about /srv/data/report.txt",
      "file info /srv/data/report.txt",
      "get file details for /srv/data/report.txt",
      "what is the size of /srv/data/report.txt",
      "size of /srv/data/report.txt",
      "how large is the file /srv/data/report.txt",
      "what are the permissions of /srv/data/report.txt",
      "permissions on /srv/data/report.txt",
      "who is the owner of /srv/data/report.txt",
      "owner of /srv/data/report.txt",
      "when was /srv/data/report.txt modified",
      "when was /srv/data/report.txt last changed",
      "when was /srv/data/report.txt created",
      "modification time of /srv/data/report.txt",
      "what type of file is /srv/data/report.txt",
      "what kind of file is /srv/data/report.txt",
      "what is /srv/data/report.txt",
      "does /srv/data/report.txt exist",
      "is /srv/data/report.txt a directory",
      "show the properties of /srv/data/report.txt",
      "metadata of /srv/data/report.txt",
      "tell me about /srv/data/report.txt",
      "give me the attributes of /srv/data/report.txt",
      "how old is /srv/data/report.txt",
      "stat /srv/data/report.txt",
      "can you show me details about the file /srv/data/report.txt",
  };

  static constexpr CapabilityDecl kDeclaration = {.intent = "file.info",
                                                  .agent = "filesystem",
                                                  .summary = "size, owner, mode, times and type of one path",
                                                  .risk = Risk::read,
                                                  .host = HostClass::files,
                                                  .slots = kSlots,
                                                  .phrases = kPhrases};

  return kDeclaration;
}

}  // namespace maxos::agents

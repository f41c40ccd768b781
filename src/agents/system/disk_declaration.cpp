#include <array>

#include "agents/builtin.h"

namespace maxos::agents {

const CapabilityDecl& declare_system_disk() {
  static constexpr std::array<SlotDecl, 1> kSlots = {{
      {"path", SlotType::path, false, "the file system that holds this path; all when absent", "/srv"},
  }};

  static constexpr std::array<std::string_view, 32> kPhrases = {
      "Show disk usage",
      "How much disk space is left?",
      "How much space is free on /srv?",
      "disk usage",
      "disk space",
      "free disk space",
      "how much free disk space do I have",
      "how full is the disk",
      "is the disk full",
      "are the disks full",
      "how much storage is available",
      "storage usage",
      "available storage",
      "show the mounted file systems",
      "list filesystems",
      "list file systems",
      "which file systems are mounted",
      "what is mounted",
      "show mounts",
      "show mounted disks",
      "disk usage of /srv",
      "disk space on /srv",
      "free space on /srv",
      "how much space is left on /srv",
      "is there enough disk space",
      "am I running out of disk space",
      "inode usage",
      "how many inodes are free",
      "check disk space",
      "what is the disk usage of this machine",
      "df -h",
      "df -h /srv",
  };

  static constexpr CapabilityDecl kDeclaration = {.intent = "system.disk",
                                                  .agent = "system",
                                                  .summary = "mounted file systems: size, used, free, inodes",
                                                  .risk = Risk::read,
                                                  .host = HostClass::system,
                                                  .slots = kSlots,
                                                  .phrases = kPhrases};

  return kDeclaration;
}

}  // namespace maxos::agents

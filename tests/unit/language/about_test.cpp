// What is asked for where no slot says it.
#include "scene.h"

namespace maxos::language {
namespace {

class About : public UnderstanderTest {};

TEST_F(About, TheMachinesOwnResolversNeedNoHost) {
  for (const std::string_view text :
       {"which dns servers are used", "what resolvers does this machine use", "show the nameservers",
        "which resolvers does this box use", "what is my dns server", "list the dns servers in use",
        "dns servers", "which dns do we use", "show the dns configuration", "what dns resolver are we using",
        "could you please tell me which name servers this computer asks", "Which DNS server is configured?",
        "the ip addresses of our dns servers please"}) {
    const Understanding understanding = understand(text);
    EXPECT_EQ(understanding.intent, "network.dns") << text;
    EXPECT_EQ(understanding.about, "servers") << text;
    EXPECT_TRUE(understanding.slots.empty()) << text;
  }
}

TEST_F(About, OthersServersAreOfAHost) {
  for (const std::string_view text :
       {"which nameservers does example.org use", "name servers of debian.net",
        "which dns servers has the zone acme", "look up dns", "dns", "resolve a name",
        "which nameservers does ourdomain use", "show the mail servers"}) {
    EXPECT_EQ(understand(text).about, "") << text;
  }
}

TEST_F(About, WhatIsDoneWithAResolverOrAskedOfTheWordIsNoSuchRequest) {
  for (const std::string_view text :
       {"set the dns server", "restart the resolver", "use our dns servers", "change the nameservers",
        "don't use the dns servers", "what is a nameserver", "what are nameservers", "what do resolvers do",
        "is the resolver active", "ping my dns server", "show the logs of the resolver",
        "set my dns servers to 1.1.1.1"}) {
    EXPECT_EQ(understand(text).about, "") << text;
  }
}

TEST_F(About, InodesAreOfTheDiskAndNotItsBytes) {
  for (const std::string_view text :
       {"how many inodes are left on /", "am I running out of inodes on /srv", "inode usage", "df -i",
        "df -hi /srv", "are there enough inodes on /var"}) {
    EXPECT_EQ(intent(text), "system.disk") << text;
    EXPECT_EQ(understand(text).about, "inodes") << text;
  }
  EXPECT_EQ(slot("how many inodes are left on /", "path"), "/");
  EXPECT_EQ(slot("am I running out of inodes on /srv", "path"), "/srv");
  EXPECT_EQ(understand("how much space is left on /srv").about, "");
  // The number of a file's own is something else.
  EXPECT_EQ(understand("what is the inode of /srv/a.txt").about, "");
}

}  // namespace
}  // namespace maxos::language

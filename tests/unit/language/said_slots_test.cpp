// What words say of a slot outright, whatever the tagger learned.
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "language/bounds.h"
#include "language/file_patterns.h"
#include "language/service_names.h"
#include "language/terms.h"
#include "language/utterance.h"
#include "scene.h"

namespace maxos::language {
namespace {

Bound bound_of(std::string_view text) {
  const Utterance utterance(text);
  const std::vector<Term> terms = read_terms(utterance);
  for (std::size_t i = 0; i < terms.size(); ++i) {
    if (terms[i].kind == TermKind::size || terms[i].kind == TermKind::age) return bound_at(terms, i);
  }
  ADD_FAILURE() << text << " has no size or age";
  return Bound::none;
}

TEST(Bounds, AreToldByTheWordsAroundThem) {
  for (const std::string_view text :
       {"files bigger than 5 MB", "files of at least 5 MB", "5 MB or more", "not smaller than 5 MB",
        "over 5 MB", "older than a week", "not changed for a year", "untouched for 2 months",
        "not opened in the last year", "videos over 2 years old", "between 1 MB and 5 MB",
        "not newer than 3 days"}) {
    EXPECT_EQ(bound_of(text), Bound::least) << text;
  }
  for (const std::string_view text :
       {"files smaller than 5 MB", "files of at most 5 MB", "5 MB or less", "no bigger than 5 MB",
        "up to 5 MB", "newer than a week", "changed in the last year", "less than 2 days old",
        "not older than 3 days", "from the last month", "5 MB max"}) {
    EXPECT_EQ(bound_of(text), Bound::most) << text;
  }
  EXPECT_EQ(bound_of("a file of 5 MB"), Bound::none);
}

TEST(FilePatterns, AreKnownByEndingAndLanguage) {
  EXPECT_EQ(file_pattern("pdfs", false), "*.pdf");
  EXPECT_EQ(file_pattern("iso images", false), "*.iso");
  EXPECT_EQ(file_pattern("python scripts", false), "*.py");
  EXPECT_EQ(file_pattern("zip", true), "*.zip");
  EXPECT_FALSE(file_pattern("zip", false));
  EXPECT_FALSE(file_pattern("keys", false));
  EXPECT_FALSE(file_pattern("music files", false));
}

TEST(ServiceNames, AreThoseOfPrograms) {
  for (const std::string_view name :
       {"apache", "postgres", "nginx.service", "wg-quick@wg0", "backup.timer", "cups"})
    EXPECT_TRUE(is_service_name(name)) << name;
  for (const std::string_view name : {"books", "named", "server", "music"})
    EXPECT_FALSE(is_service_name(name)) << name;
}

class SaidSlots : public UnderstanderTest {
 protected:
  SlotValues slots(std::string_view text) const { return understand(text).slots; }
};

TEST_F(SaidSlots, NoActionIsTakenForItsOpposite) {
  const auto action = [&](std::string_view text) { return slots(text)["action"]; };
  EXPECT_EQ(action("turn nginx off"), "stop");
  EXPECT_EQ(action("turn off redis please"), "stop");
  EXPECT_EQ(action("turn postgres on"), "start");
  EXPECT_EQ(action("make cron start at boot"), "enable");
  EXPECT_EQ(action("don't start cron at boot any more"), "disable");
  EXPECT_EQ(action("stop cron from starting at boot"), "disable");
  EXPECT_EQ(action("get off the wifi"), "disconnect");
  EXPECT_EQ(action("turn it off and on again"), "reboot");
}

TEST_F(SaidSlots, WhatIsForbiddenIsNotDone) {
  for (const std::string_view text :
       {"don't disable cups at boot", "do not turn nginx off", "never disable ufw",
        "hold off with restarting nginx", "don't stop docker from starting at boot",
        "prevent nginx from restarting"})
    EXPECT_EQ(intent(text), "unknown") << text;
}

TEST_F(SaidSlots, AnotherMachinesServiceIsNotThisOnes) {
  for (const std::string_view text :
       {"restart apache on the backup server", "restart postgres on web-02", "restart named on web-02"})
    EXPECT_EQ(intent(text), "unknown") << text;
}

TEST_F(SaidSlots, NoConstraintIsLostBesideOthers) {
  const SlotValues wanted = {
      {"pattern", "*.pdf"}, {"min_size", "10485760"}, {"older_than", "604800"}, {"path", "/srv/scans"}};
  EXPECT_EQ(slots("find all pdfs bigger than 10 megs and older than a week in /srv/scans"), wanted);
  EXPECT_EQ(intent("list all csv files under 1 MB in /srv/data"), "file.search");
  const SlotValues lines = {{"unit", "apache"}, {"limit", "5"}, {"grep", "timeout"}, {"since", "3600"}};
  EXPECT_EQ(slots("newest five log lines of apache mentioning timeout in the last hour"), lines);
}

TEST_F(SaidSlots, SoManyOfThemIsNoPort) {
  EXPECT_EQ(slots("open sockets on this box, just 40 of them")["limit"], "40");
  EXPECT_EQ(slots("open sockets on this box, just 40 of them").count("port"), 0U);
}

TEST_F(SaidSlots, WhyAUnitFailedIsAskedOfIt) {
  for (const char* text :
       {"why did nginx fail", "can you tell me why has nginx failed?", "what made nginx crash again"}) {
    EXPECT_EQ(intent(text), "system.service") << text;
    EXPECT_EQ(slots(text)["unit"], "nginx") << text;
  }
  EXPECT_EQ(slots("why did the unit My-Job.service fail?")["unit"], "My-Job.service");
  for (const char* text :
       {"why did you restart nginx", "why did the meeting fail", "why did nginx fail and restart it"})
    EXPECT_NE(intent(text), "system.service") << text;
}

TEST_F(SaidSlots, AnIntentMayBeSaidInWords) {
  EXPECT_EQ(slots("learn that \"gm\" means system health")["intent"], "system.health");
}

TEST_F(SaidSlots, WhatLiesOnTheNetIsNoFile) {
  EXPECT_EQ(intent("clone https://example.org/tool.git"), "unknown");
  EXPECT_EQ(intent("copy https://example.org/a.iso to /srv"), "unknown");
}

TEST_F(SaidSlots, ASearchIsForWhatWasNamed) {
  EXPECT_EQ(slots("find passwd"), (SlotValues{{"pattern", "*passwd*"}}));
  EXPECT_EQ(slots("find directories named x"), (SlotValues{{"kind", "directory"}, {"pattern", "x"}}));
  EXPECT_EQ(slots("find the file named 'it's.txt'"), (SlotValues{{"pattern", "it's.txt"}}));
  EXPECT_EQ(slots("find empty files"), (SlotValues{{"max_size", "0"}}));
  EXPECT_EQ(slots("list only directories"), (SlotValues{{"kind", "directory"}}));
  EXPECT_EQ(slots("find large files"), (SlotValues{{"min_size", "104857600"}}));
  EXPECT_EQ(slots("find big files over 1 GB"), (SlotValues{{"min_size", "1073741824"}}));
  EXPECT_EQ(slots("find files between 1 and 2 gb"),
            (SlotValues{{"min_size", "1073741824"}, {"max_size", "2147483648"}}));
  EXPECT_EQ(slots("find files bigger than one and a half gigabytes")["min_size"], "1610612736");
  EXPECT_EQ(slots("find the pdfs with garden in the name")["pattern"], "*garden*.pdf");
}

TEST_F(SaidSlots, AMomentIsLeftToWhoHasAClock) {
  EXPECT_EQ(slots("errors since monday")["since"], "monday");
  EXPECT_EQ(slots("errors between 3 pm and 4 pm"),
            (SlotValues{{"priority", "err"}, {"since", "15:00"}, {"until", "16:00"}}));
  EXPECT_EQ(slots("errors since yesterday 3 pm")["since"], "yesterday 15:00");
  EXPECT_EQ(slots("logs before yesterday"), (SlotValues{{"until", "86400"}}));
  EXPECT_EQ(slots("find files not changed since monday")["older_than"], "monday");
}

TEST_F(SaidSlots, AnHourIsNoNumberOfSeconds) {
  EXPECT_EQ(slots("shut down at 11 tonight")["when"], "23:00");
  EXPECT_EQ(slots("shut down at 11")["when"], "11:00");
  EXPECT_EQ(slots("reboot at 17.30")["when"], "17:30");
  EXPECT_EQ(slots("reboot at 25")["when"], "at 25");
}

TEST_F(SaidSlots, WhatIsRenamedIsTold) {
  EXPECT_TRUE(understand("rename docs/a.txt to b.txt").renames);
  EXPECT_FALSE(understand("move docs/a.txt to b.txt").renames);
}

TEST_F(SaidSlots, AnOrderMayFollowWithoutAPauseAndAReasonAfterIt) {
  EXPECT_EQ(intent("my desktop is a mess sort it by type"), "file.organize");
  EXPECT_EQ(intent("get rid of ~/old-logs it is not needed any more"), "file.delete");
  EXPECT_EQ(intent("that was not what i wanted, undo it"), "file.undo");
  EXPECT_EQ(slots("dont want that planned shutdown any more cancel it")["action"], "cancel");
  for (const std::string_view text : {"i was told to delete it", "don't cancel the shutdown",
                                      "my brother is going to delete it", "you are not allowed to delete it"})
    EXPECT_EQ(intent(text), "unknown") << text;
}

TEST_F(SaidSlots, APlaceMayBeABareName) {
  EXPECT_EQ(understand("how big is docs").intent, "file.usage");
  EXPECT_EQ(understand("how big is it?").intent, "file.info");
  EXPECT_EQ(slots("how big is docs")["path"], "docs");
  EXPECT_EQ(slots("disk usage of many")["path"], "many");
  EXPECT_EQ(slots("create folder p in m")["path"], "m/p");
  EXPECT_EQ(slots("what's in my downloads")["path"], "~/Downloads");
}

// They are refused by name then, and not done in another way.
TEST_F(SaidSlots, WhatIsSaidIsAWayThoughThereIsNoneSuch) {
  EXPECT_EQ(slots("organize og by size")["by"], "size");
  EXPECT_EQ(slots("sha3 of a.iso")["algorithm"], "sha3");
  EXPECT_EQ(slots("blake2b checksum of a.iso")["algorithm"], "blake2b");
  EXPECT_EQ(slots("blake2b checksum of a.iso")["path"], "a.iso");
  EXPECT_EQ(slots("archive src as 7z")["format"], "7z");
}

TEST_F(SaidSlots, OtherWordsAroundAValue) {
  EXPECT_EQ(slots("show process with pid 1")["name"], "1");
  for (const char* text :
       {"Top processes by memory", "Show me the Top processes by memory", "Biggest processes by memory"})
    EXPECT_EQ(slots(text), (SlotValues{{"sort", "memory"}})) << text;
  EXPECT_EQ(slots("show processes named top")["name"], "top");
  EXPECT_EQ(slots("is port 50091 open on this machine")["host"], "localhost");
  EXPECT_FALSE(slots("systemctl enable --now munge").contains("unit"));
  EXPECT_EQ(slots("show critical messages of today"), (SlotValues{{"priority", "crit"}, {"since", "86400"}}));
  EXPECT_EQ(slots("restart the server tonight at 1 am")["when"], "01:00");
  EXPECT_EQ(intent("restart the server tomorrow at 1 am"), "unknown");
}

TEST_F(SaidSlots, WhatIsSoughtInATextIsNoNameAndNoUnit) {
  EXPECT_EQ(slots("which files in /srv/w have the name Hoffmann somewhere in the text"),
            (SlotValues{{"content", "Hoffmann"}, {"path", "/srv/w"}}));
  EXPECT_EQ(slots("look in the journal for entries with the word usb"), (SlotValues{{"grep", "usb"}}));
  EXPECT_EQ(slots("search the journal for request 7-100"), (SlotValues{{"grep", "request 7-100"}}));
  EXPECT_EQ(slots("search the journal for nginx"), (SlotValues{{"unit", "nginx"}}));
}

TEST_F(SaidSlots, WhoseAndWhichProcessesIsNotLost) {
  EXPECT_EQ(slots("show processes of nobody"), (SlotValues{{"name", "nobody"}}));
  EXPECT_EQ(slots("are there still any libreoffice proceses open"), (SlotValues{{"name", "libreoffice"}}));
}

TEST_F(SaidSlots, OpenConnectionsAreNotListeningPorts) {
  EXPECT_FALSE(slots("show me all open network connections").contains("state"));
  EXPECT_EQ(slots("which ports are open")["state"], "listening");
}

TEST_F(SaidSlots, WhatNetworksAreCalledIsTheNameOfNone) {
  for (const char* text : {"scan for wlans", "scan for wi-fi", "search for hotspots"})
    EXPECT_EQ(slots(text), (SlotValues{{"action", "list"}})) << text;
}

}  // namespace
}  // namespace maxos::language

// Counts, names and choices that words say outright.
#include "scene.h"

namespace maxos::language {
namespace {

using SaidOutright = UnderstanderTest;

TEST_F(SaidOutright, HowManyIsNoPortAndNoSize) {
  const std::string_view sought = "search /srv for archives larger than 500 MB, max 25 hits";
  EXPECT_EQ(slot(sought, "min_size"), "524288000");
  EXPECT_EQ(slot(sought, "limit"), "25");
  EXPECT_EQ(slot("find files max 5 MB in /srv", "max_size"), "5242880");
  EXPECT_EQ(slot("files in /srv between 1 MB and 5 MB, 20 max", "limit"), "20");
  for (const char* text :
       {"sockets in close-wait, first 10", "show me the established connections, ten will do",
        "established connections, 10 is enough", "list the listening sockets, 10 entries"}) {
    EXPECT_EQ(slot(text, "limit"), "10") << text;
    EXPECT_EQ(slot(text, "port"), "") << text;
  }
  EXPECT_EQ(slot("who uses port 50", "port"), "50");
  EXPECT_EQ(slot("connections on port 443, max 20", "port"), "443");
  EXPECT_EQ(slot("show /var/log/syslog, 25 lines is fine", "lines"), "25");
  EXPECT_EQ(slot("head -5 labels.csv, i just want to see the header", "lines"), "5");
}

TEST_F(SaidOutright, TextsAreTakenWhole) {
  EXPECT_EQ(slot("does it say paper jam anywhere in the log", "grep"), "paper jam");
  EXPECT_EQ(slot("find documents with the words power of attorney in it", "content"), "power of attorney");
  EXPECT_EQ(slot("files containing the phrase annual report in ~/docs", "content"), "annual report");
  EXPECT_EQ(slot("find files saying happy birthday in ~/cards", "content"), "happy birthday");
  EXPECT_EQ(slot("does /var/log/app.log say timeout anywhere", "content"), "timeout");
  EXPECT_EQ(slot("does /var/log/app.log say timeout anywhere", "path"), "/var/log/app.log");
  EXPECT_EQ(slot("find the word documents in ~/x", "content"), "");
  EXPECT_EQ(slot("crit msgs in the journal, past hour", "grep"), "");
  EXPECT_EQ(slot("journal entries for slurmd, last 50", "unit"), "slurmd");
  EXPECT_EQ(slot("search the journal for slurmd", "grep"), "slurmd");
  EXPECT_EQ(slot("according to our documentation, what is the retention policy for rosbags?", "query"),
            "what is the retention policy for rosbags");
  EXPECT_EQ(slot("is there anything in our documents about boilers? Bernard swears there is.", "query"),
            "boilers");
  EXPECT_EQ(slot("reload nginx's config", "unit"), "nginx");
  EXPECT_EQ(slot("forget what i taught you about sitrep", "phrase"), "sitrep");
  EXPECT_EQ(intent("learn the phrase \"spring clean\""), "agent.learn");
}

TEST_F(SaidOutright, ChoicesAreHeardWhereverTheyStand) {
  EXPECT_EQ(slot("list everything in this folder, hidden stuff too", "hidden"), "true");
  EXPECT_EQ(slot("list the folder hidden", "hidden"), "");
  EXPECT_EQ(slot("whats on my desktop? Biggest at the top", "sort"), "size");
  EXPECT_EQ(slot("find me five music files over 20 megabytes", "kind"), "audio");
  EXPECT_EQ(slot("find me five music files over 20 megabytes", "pattern"), "");
  EXPECT_EQ(slot("locate node_modules folders anywhere under /home/ci", "pattern"), "node_modules");
  EXPECT_EQ(slot("locate node_modules folders anywhere under /home/ci", "kind"), "directory");
  EXPECT_EQ(slot("find the folders in /srv", "pattern"), "");
  EXPECT_EQ(slot("which wifi networks are there", "action"), "list");
  EXPECT_EQ(slot("what services are runnig at the moment", "state"), "running");
  EXPECT_EQ(slot("relocate /tmp/cores to /data/cores, replacing anything already there", "overwrite"),
            "true");
  EXPECT_EQ(intent("copy a.txt to /srv/b without overwriting anything"), "unknown");
  EXPECT_EQ(slot("show me the disk i/o rates, the recorder keeps stalling", "kind"), "disk");
  EXPECT_EQ(slot("disk io pressure", "kind"), "pressure");
}

TEST_F(SaidOutright, WhatIsPutIntoAPlaceIsMoved) {
  for (const char* text :
       {"stick ~/a.mp4 in my videos folder", "pop report.pdf into /srv/reports", "drop ~/x.iso in /srv/isos",
        "chuck ~/old.txt into ~/attic", "shove /tmp/d.sql into /backup"})
    EXPECT_EQ(intent(text), "file.move") << text;
  EXPECT_EQ(intent("put ~/a.txt in the bin"), "file.delete");
  EXPECT_EQ(intent("put ~/a.txt in a zip"), "file.archive");
  for (const char* text : {"I put ~/a.txt into ~/b", "don't put ~/a.txt into ~/b", "put ~/a in ~/b and ~/c",
                           "should i put a.txt into ~/b", "drop a.txt into the void"})
    EXPECT_EQ(intent(text), "unknown") << text;
  EXPECT_EQ(intent("roll out kundencenter"), "dev.deploy");
  EXPECT_EQ(intent("roll out the red carpet"), "unknown");
  EXPECT_EQ(intent("sort my downloads by month"), "file.organize");
  EXPECT_EQ(slot("sort the files in ~/x by date", "sort"), "time");
  EXPECT_EQ(intent("whos using port 8080 on here"), "network.connections");
}

}  // namespace
}  // namespace maxos::language

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdio>
#include <ctime>
#include <string>
#include <thread>
#include <vector>

#include "scene.h"

namespace maxos::language {
namespace {

class Understanders : public UnderstanderTest {};

TEST_F(Understanders, EveryDeclaredPhraseIsUnderstoodAsItsOwnIntent) {
  std::size_t all = 0;
  std::size_t right = 0;
  for (const agents::CapabilityDecl* capability : registry_.capabilities()) {
    for (const std::string_view phrase : capability->phrases) {
      ++all;
      const bool same = understand(phrase).intent == capability->intent;
      right += same ? 1 : 0;
      // Those that are shown to people.
      const bool shown = phrase == capability->phrases[0];
      EXPECT_TRUE(same || !shown) << phrase << " is taken for " << understand(phrase).intent;
    }
  }
  EXPECT_GE(100 * right, 97 * all);
}

TEST_F(Understanders, ThatTheJournalIsToBeFollowedIsHeardFromHowItIsSaid) {
  for (const std::string_view text :
       {"follow the log of nginx", "tail -f the journal", "journalctl -f -u nginx", "journalctl --follow",
        "journalctl -fu nginx", "watch the logs of ssh live", "please follow the journal",
        "show new log entries as they come", "show the log of nginx live",
        "watch the journal in real time"}) {
    const Understanding understanding = understand(text);
    EXPECT_EQ(understanding.intent, "system.logs") << text;
    EXPECT_TRUE(understanding.follow) << text;
  }
  EXPECT_EQ(slot("follow the log of nginx", "unit"), "nginx");
  EXPECT_EQ(slot("watch the logs of ssh live", "unit"), "ssh");
  EXPECT_EQ(slot("journalctl -f -n 20 -u nginx", "limit"), "20");
  for (const std::string_view text :
       {"show the logs of nginx", "journalctl -u nginx", "show the last 50 log entries",
        "search the journal for follow", "show the logs of follow-up.service"}) {
    EXPECT_FALSE(understand(text).follow) << text;
  }
}

TEST_F(Understanders, ADomainTipsTheScale) {
  EXPECT_EQ(understand("list", "filesystem").intent, "file.list");
  EXPECT_NE(understand("status", "developer").intent, "system.health");
}

TEST_F(Understanders, UnknownOffersTheNearestIntents) {
  const Understanding unknown = understand("please paint the kitchen in a friendly yellow");
  EXPECT_EQ(unknown.intent, "unknown");
  EXPECT_EQ(unknown.confidence, 0);
  EXPECT_TRUE(unknown.slots.empty());
  EXPECT_EQ(unknown.candidates.size(), 3U);
  for (const Candidate& candidate : unknown.candidates) EXPECT_LE(candidate.confidence, 0.5);
}

TEST_F(Understanders, SlipsOfTheKeyboardDoNotMatter) {
  EXPECT_EQ(understand("lsit the fiels in /srv/data").intent, "file.list");
  EXPECT_EQ(understand("shwo me the sytem uptime").intent, "system.uptime");
  EXPECT_EQ(understand("waht is teh memroy usage").intent, "system.metrics");
}

TEST_F(Understanders, ActionsThatAreNotAskedForAreNotUnderstood) {
  using Case = std::pair<std::string_view, std::string_view>;
  constexpr auto kCases = std::to_array<Case>({{"please do not restart nginx", "negated"},
                                               {"I restarted nginx yesterday", "reported"},
                                               {"how would I restart nginx?", "asked"},
                                               {"restart nginx if it is down", "conditional"},
                                               {"delete /srv/data/a.txt except on sundays", "conditional"},
                                               {"restart nginx tomorrow", "later"},
                                               {"restart nginx; rm -rf /srv", "shell"},
                                               {"list files in $(reboot)", "shell"},
                                               {"kill all processes", "other_action"},
                                               {"delete /dev/sda", "kernel_path"}});
  for (const auto& [text, caution] : kCases) {
    const Understanding understanding = understand(text);
    EXPECT_EQ(understanding.intent, "unknown") << text;
    // What the classifier refuses by itself needs no reason.
    if (!understanding.caution.empty()) {
      EXPECT_EQ(understanding.caution, caution) << text;
    }
  }
  EXPECT_EQ(understand("restart nginx").intent, "system.service_control");
  EXPECT_EQ(understand("nginx is stuck, please restart it").intent, "system.service_control");
  EXPECT_EQ(understand("could you restart nginx?").intent, "system.service_control");
}

TEST_F(Understanders, AChangeNamesADeedAndSomethingThatItCanBeDoneTo) {
  for (const std::string_view text :
       {"reload the gun", "move on", "restart my life", "make a folder out of cardboard and glue",
        "trash talk", "deploy the airbags", "stop crying", "start the car", "extract a tooth",
        "empty the bathtub", "reboot the kitchen computer", "move your body to the beat",
        "build trust with your colleagues"}) {
    const agents::CapabilityDecl* capability = registry_.find(understand(text).intent);
    EXPECT_TRUE(capability == nullptr || capability->risk == agents::Risk::read) << text;
  }
}

TEST_F(Understanders, WhatReachesTooFarIsNotTaken) {
  for (const std::string_view text :
       {"delete everything", "stop all services", "remove my home directory", "delete /home",
        "delete all files", "restart nginx on web-02", "reboot karl's laptop", "shut down all servers",
        "tell karl to restart nginx"}) {
    EXPECT_EQ(understand(text).intent, "unknown") << text;
  }
}

TEST_F(Understanders, PoliteAndIndirectOrdersAreOrders) {
  for (const std::string_view text :
       {"nginx needs a restart", "please go ahead and restart nginx", "I want you to restart nginx",
        "I'd like to restart nginx", "we need to restart nginx", "would you mind restarting nginx",
        "it would be great if you could restart nginx", "the service nginx must be restarted please"}) {
    const Understanding understanding = understand(text);
    EXPECT_EQ(understanding.intent, "system.service_control") << text;
    EXPECT_EQ(understanding.slots.count("unit"), 1U) << text;
  }
  EXPECT_EQ(understand("could you please delete /srv/tmp/x").intent, "file.delete");
  EXPECT_EQ(understand("I don't need /srv/tmp/x any more, delete it").intent, "file.delete");
}

TEST_F(Understanders, TwoRequestsAreToldApartAndNeitherIsTaken) {
  const Understanding two = understand("check the disk and restart nginx");
  EXPECT_EQ(two.intent, "unknown");
  ASSERT_EQ(two.clauses.size(), 2U);
  EXPECT_EQ(two.clauses[0].text, "check the disk");
  EXPECT_EQ(two.clauses[1].text, "restart nginx");
  EXPECT_EQ(two.clauses[1].intent, "system.service_control");
  const Understanding quoted = understand("show \"cv/a b.txt\" and \"cv/c d.txt\"");
  ASSERT_EQ(quoted.clauses.size(), 2U);
  EXPECT_EQ(quoted.clauses[0].text, "show \"cv/a b.txt\"");
  EXPECT_EQ(quoted.clauses[1].text, "show \"cv/c d.txt\"");
  EXPECT_EQ(understand("list all files in /srv/data and sort them by size").intent, "file.list");
}

TEST_F(Understanders, SlotsAreCanonical) {
  EXPECT_EQ(slot("list files in my home directory", "path"), "~");
  EXPECT_EQ(slot("show me what is in my downloads folder", "path"), "~/Downloads");
  EXPECT_EQ(slot("list the files in \"/srv/my files\"", "path"), "/srv/my files");
  EXPECT_EQ(slot("find files larger than 1.5 GB in /srv", "min_size"), "1610612736");
  EXPECT_EQ(slot("find files bigger than 500 megs", "min_size"), "524288000");
  EXPECT_EQ(slot("find files older than 2 weeks in /srv", "older_than"), "1209600");
  EXPECT_EQ(slot("find python files in ~/code", "pattern"), "*.py");
  EXPECT_EQ(slot("show the last five errors of nginx", "limit"), "5");
  EXPECT_EQ(slot("show the last five errors of nginx", "priority"), "err");
  EXPECT_EQ(slot("show the logs of nginx from the last hour", "since"), "3600");
  EXPECT_EQ(slot("is the web server running", "unit"), "web server");
  EXPECT_EQ(slot("allow 8080/tcp in the firewall", "port"), "8080");
  EXPECT_EQ(slot("what is the cpu temperature", "kind"), "temperature");
  EXPECT_EQ(slot("create a folder called quotes in /srv/office", "path"), "/srv/office/quotes");
}

TEST_F(Understanders, QuestionsAboutALinkDoNotSwitchIt) {
  EXPECT_EQ(slot("is the vpn up?", "action"), "status");
  EXPECT_EQ(slot("bring up the vpn wg0", "action"), "up");
}

TEST_F(Understanders, WordsBeyondTheBoundAreNotUnderstood) {
  std::string text = "list files";
  for (int i = 0; i < 100; ++i) text += " please";
  EXPECT_EQ(understand(text).intent, "unknown");
  EXPECT_EQ(understand(std::string(64 * 1024, 'a')).intent, "unknown");
  EXPECT_EQ(understand("list files in /" + std::string(10'000, 'a')).intent, "unknown");
}

TEST_F(Understanders, HostileTextIsHarmlessAndFast) {
  std::vector<std::string> hostile;
  for (const std::string_view piece : {"a",
                                       "a ",
                                       "/",
                                       "/a/",
                                       "\"",
                                       "' ",
                                       "\\ ",
                                       "1",
                                       "1 GB ",
                                       "-",
                                       "*",
                                       "\xF0\x9F\x99\x82",
                                       "\xE2\x80\xAE",
                                       "\xC2\xA0",
                                       "and ",
                                       "not ",
                                       ".",
                                       ",",
                                       "{",
                                       "`"}) {
    std::string text;
    while (text.size() < 64 * 1024) text.append(piece);
    hostile.push_back(text);
    hostile.push_back("delete " + text);
  }
  const auto started = std::clock();
  for (const std::string& text : hostile) {
    const Understanding understanding = understand(text);
    const agents::CapabilityDecl* capability = registry_.find(understanding.intent);
    EXPECT_TRUE(capability == nullptr || capability->risk == agents::Risk::read) << text.substr(0, 20);
  }
  const double each =
      static_cast<double>(std::clock() - started) / CLOCKS_PER_SEC / static_cast<double>(hostile.size());
  EXPECT_LT(each, 0.05) << "seconds for 64 KiB";
}

TEST_F(Understanders, CapabilitiesWithoutAClassAreUnderstoodByTheirPhrases) {
  const agents::Registry testing = agents::testing_registry();
  const auto understander = make_understander(testing, trained_model());
  const Understanding hang = understander->understand("test hang 30", "");
  EXPECT_EQ(hang.intent, "test.hang");
  EXPECT_EQ(hang.slots.at("seconds"), "30");
  const Understanding work = understander->understand("test work 2 with 4096 bytes", "");
  EXPECT_EQ(work.intent, "test.work");
  EXPECT_EQ(work.slots.at("bytes"), "4096");
  const Understanding change = understander->understand("test change one two, three!", "");
  EXPECT_EQ(change.intent, "test.change");
  EXPECT_EQ(change.slots.at("text"), "one two, three");
}

TEST_F(Understanders, OnlyWhatTheRegistryHasIsUnderstood) {
  const agents::Registry one(agents::builtin_agents(), {&agents::declare_system_uptime()});
  const auto understander = make_understander(one, trained_model());
  EXPECT_EQ(understander->understand("uptime", "").intent, "system.uptime");
  EXPECT_EQ(understander->understand("ls /srv", "").intent, "unknown");
  EXPECT_EQ(understander->understand("list files in /srv", "").intent, "unknown");
}

TEST_F(Understanders, ManyThreadsGetTheSameAnswers) {
  std::vector<std::thread> threads;
  threads.reserve(4);
  std::atomic<int> wrong{0};
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 500; ++i) {
        const std::string path = "/srv/" + std::to_string((i * 7 + t) % 300);
        const Understanding understanding = understand("list files in " + path);
        if (understanding.intent != "file.list" || understanding.slots.at("path") != path) ++wrong;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
}

TEST(Models, AFileThatIsNoneIsRefused) {
  EXPECT_FALSE(Model::open("/nonexistent/language.model").ok());
  EXPECT_FALSE(Model::from_bytes("").ok());
  EXPECT_FALSE(Model::from_bytes("maxos language 2").ok());
  std::string bytes = "maxos language 2";
  bytes.append(4096, '\xFF');
  EXPECT_FALSE(Model::from_bytes(bytes).ok());
}

TEST(Models, ATruncatedFileIsRefused) {
  ModelParts parts;
  parts.classes = {"a.b", "c.d", "unknown"};
  parts.bias = {0, 0, 0};
  parts.keys = {1, 2};
  parts.frequencies = {1, 1};
  parts.rows = {{1, 0, 0}, {0, 1, 0}};
  parts.slots.resize(3);
  parts.tagger.resize(2);
  const std::string bytes = encode_model(parts);
  ASSERT_TRUE(Model::from_bytes(bytes).ok());
  EXPECT_EQ(encode_model(parts), bytes);
  for (std::size_t size = 0; size < bytes.size(); size += 3) {
    const auto cut = Model::from_bytes(bytes.substr(0, size));
    // Padding at the very end says nothing.
    if (size + 8 < bytes.size()) {
      EXPECT_FALSE(cut.ok()) << size << " of " << bytes.size();
    }
  }
}

}  // namespace
}  // namespace maxos::language

#include "ctl/table.h"

#include <gtest/gtest.h>

namespace maxos::ctl {
namespace {

TEST(Draw, AlignsByCodePointsAndLeavesNoSpaceAtTheEnd) {
  const Table table{.columns = {{"NAME"}, {"SIZE", true}, {"NOTE"}},
                    .rows = {{"grüße", "5", ""}, {"b", "1000", "last"}}};
  EXPECT_EQ(draw(table),
            "NAME   SIZE  NOTE\n"
            "grüße     5\n"
            "b      1000  last\n");
}

TEST(Draw, OnAScreenLinesAreCut) {
  EXPECT_EQ(draw({.columns = {{"A"}}, .rows = {{"grüße aus"}}}, 6), "A\ngrüße…\n");
}

TEST(Draw, ARowThatIsTooShortIsFilled) {
  EXPECT_EQ(draw({.columns = {{"A"}, {"B"}}, .rows = {{"x"}}}), "A  B\nx\n");
}

TEST(PayloadTables, KnownListsAreDrawnWithUnitsForPeople) {
  EXPECT_EQ(payload_tables({{"entries",
                             R"([{"name":"a.txt","kind":"file","size_bytes":1536,"hidden":false},
                                 {"name":"dir","kind":"directory","size_bytes":null}])"}}),
            "NAME   KIND          SIZE  HIDDEN\n"
            "a.txt  file       1.5 KiB  no\n"
            "dir    directory        -  -\n");
  EXPECT_EQ(payload_tables({{"processes", R"([{"pid":1,"cpu_percent":12.34,"name":"init"}])"}}),
            "PID  CPU %  NAME\n"
            "  1   12.3  init\n");
}

TEST(PayloadTables, WhatIsNotAListOfObjectsIsLeftAlone) {
  for (const auto* text : {"", "not json", "[1,2]", "{\"a\":1}", "[]", "[{\"a\":1},2]", "[{\"a\":"}) {
    EXPECT_EQ(payload_tables({{"entries", text}}), "") << text;
  }
  EXPECT_EQ(payload_tables({{"content", R"([{"looks":"like a list"}])"}}), "");
}

TEST(PayloadTables, NamesCannotSteerTheTerminal) {
  EXPECT_EQ(payload_tables({{"entries", R"([{"name":"a\u001b[2Jb\nc"}])"}}), "NAME\na\\x1b[2Jb\\x0ac\n");
}

}  // namespace
}  // namespace maxos::ctl

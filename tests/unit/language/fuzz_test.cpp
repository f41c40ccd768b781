// Mutated utterances: no crash, no sanitizer's finding, nothing invisible in a path, nothing slow. The corpus
// is the evaluation set; MAXOS_FUZZ_SECONDS makes it last longer (scripts/soak fuzz).
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <vector>

#include "agents/registry.h"
#include "base/text.h"
#include "language/understanding.h"

namespace maxos::language {
namespace {

std::vector<std::string> corpus() {
  std::vector<std::string> texts;
  for (const char* name :
       {"operators", "casual", "out_of_scope", "danger", "workshop", "household", "studio", "greenhouse"}) {
    std::ifstream in(std::string(MAXOS_LANGUAGE_SET) + "/" + name + ".jsonl");
    for (std::string line; std::getline(in, line);) texts.push_back(nlohmann::json::parse(line)["text"]);
  }
  return texts;
}

// Pieces that break programs, and those that carry meaning here.
constexpr auto kPieces = std::to_array<std::string_view>({"\"",
                                                          "'",
                                                          "`",
                                                          "\\ ",
                                                          "/",
                                                          "..",
                                                          "~",
                                                          "\xE2\x80\xAE",
                                                          "\xE2\x80\x8B",
                                                          "\xEF\xBB\xBF",
                                                          "\xC2\xA0",
                                                          "\xD0\xB0",
                                                          "\xF0\x9F\x99\x82",
                                                          "*",
                                                          "[",
                                                          "{",
                                                          "-",
                                                          "--",
                                                          ";",
                                                          "$(",
                                                          "1.5 GB",
                                                          "10 pm",
                                                          "2 weeks",
                                                          "99999999999999999999",
                                                          " and ",
                                                          " not ",
                                                          " it ",
                                                          "[::1]",
                                                          ":80",
                                                          "80/tcp",
                                                          "\t",
                                                          "\n",
                                                          "a.b.c.d.e",
                                                          "%00",
                                                          "\xE2\x80\x9C",
                                                          "\xE2\x80\x99",
                                                          "...",
                                                          "'s",
                                                          "é",
                                                          "\xCC\x81"});

// One character of a plane of Unicode, those that nobody sees often among them.
std::string any_character(std::mt19937& dice) {
  constexpr auto kUnseen = std::to_array<char32_t>(
      {0x00,   0x07,   0x1B,   0x7F,   0x85,   0xAD,   0x34F,  0x61C,   0x115F,  0x17B4,
       0x180E, 0x200B, 0x200D, 0x200E, 0x200F, 0x2028, 0x202A, 0x202E,  0x2060,  0x2066,
       0x2069, 0x2800, 0x3164, 0xFE0F, 0xFEFF, 0xFFA0, 0xFFF9, 0xE0001, 0xE007F, 0xE01EF});
  const auto pick = [&dice](std::uint32_t below) { return static_cast<std::uint32_t>(dice() % below); };
  char32_t code = pick(3) == 0 ? kUnseen[pick(kUnseen.size())] : char32_t{pick(17) << 16U | pick(0x10000)};
  if (code >= 0xD800 && code <= 0xDFFF) code = 0x430;
  std::string out;
  if (code < 0x80) {
    out.push_back(static_cast<char>(code));
  } else if (code < 0x800) {
    out.push_back(static_cast<char>(0xC0U | code >> 6U));
  } else if (code < 0x10000) {
    out.push_back(static_cast<char>(0xE0U | code >> 12U));
    out.push_back(static_cast<char>(0x80U | (code >> 6U & 0x3FU)));
  } else {
    out.push_back(static_cast<char>(0xF0U | code >> 18U));
    out.push_back(static_cast<char>(0x80U | (code >> 12U & 0x3FU)));
    out.push_back(static_cast<char>(0x80U | (code >> 6U & 0x3FU)));
  }
  if (code >= 0x80) out.push_back(static_cast<char>(0x80U | (code & 0x3FU)));
  return out;
}

std::string mutated(const std::vector<std::string>& texts, std::mt19937& dice) {
  std::string text = texts[dice() % texts.size()];
  for (unsigned i = 0, n = 1 + dice() % 4; i < n; ++i) {
    const std::size_t at = text.empty() ? 0 : dice() % (text.size() + 1);
    switch (dice() % 10) {
      case 6:
        for (std::size_t k = 0, many = 1 + dice() % 6; k < many; ++k) text.insert(at, any_character(dice));
        break;
      case 7:
        // A lookalike in a path.
        if (const std::size_t slash = text.find('/'); slash != std::string::npos)
          text.insert(slash + 1, std::array<const char*, 5>{"\xD0\xB0", "\xD0\xB5", "\xCE\xBF",
                                                            "\xEF\xBC\x8F", "\xE2\x88\x95"}[dice() % 5]);
        break;
      case 8:
        if (dice() % 64 == 0) text.insert(at, 64 * 1024, static_cast<char>('a' + dice() % 26));
        break;
      case 9: {
        // The same piece many times over.
        const std::string piece =
            dice() % 2 == 0 ? any_character(dice) : std::string(kPieces[dice() % kPieces.size()]);
        for (std::size_t k = 0, many = dice() % 200; k < many; ++k) text.insert(at, piece);
        break;
      }
      case 0:
        text.insert(at, kPieces[dice() % kPieces.size()]);
        break;
      case 1:
        text.erase(at, dice() % 8);
        break;
      case 2:
        text.insert(at, texts[dice() % texts.size()]);
        break;
      case 3:
        if (!text.empty()) text[at % text.size()] = static_cast<char>(dice() % 256);
        break;
      case 4:
        text.insert(at, 1 + dice() % 300, static_cast<char>(' ' + dice() % 95));
        break;
      default:
        if (text.size() < 30'000) text += text;
    }
  }
  // What reaches the understanding is UTF-8: the guard refuses the rest.
  return base::to_utf8(std::move(text));
}

bool invisible(std::string_view text) {
  for (const std::string_view mark :
       {"\xE2\x80\xAE", "\xE2\x80\xAD", "\xE2\x80\x8B", "\xE2\x80\x8E", "\xE2\x80\x8F", "\xEF\xBB\xBF",
        "\xE2\x81\xA0", "\xC2\xAD",     "\xCD\x8F",     "\xD8\x9C",     "\xE1\x85\x9F", "\xE1\x9E\xB4",
        "\xE1\xA0\x8E", "\xE2\x80\xA8", "\xE2\x81\xA6", "\xE2\xA0\x80", "\xE3\x85\xA4", "\xEF\xB8\x8F",
        "\xEF\xBE\xA0", "\xEF\xBF\xB9", "\xF3\xA0\x80", "\xF3\xA0\x81", "\xF3\xA0\x87", "\xC2\x85"}) {
    if (text.find(mark) != std::string_view::npos) return true;
  }
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

TEST(Fuzz, MutatedUtterancesDoNoHarm) {
  const agents::Registry registry = agents::builtin_registry();
  const auto understander = make_understander(registry, Model::open(MAXOS_LANGUAGE_MODEL).value());
  const std::vector<std::string> texts = corpus();
  ASSERT_GT(texts.size(), 1000U);
  const char* const wanted = std::getenv("MAXOS_FUZZ_SECONDS");
  const auto until =
      std::chrono::steady_clock::now() + std::chrono::seconds(wanted == nullptr ? 2 : std::atoi(wanted));
  std::mt19937 dice(wanted == nullptr ? 1 : static_cast<unsigned>(std::time(nullptr)));
  std::size_t rounds = 0;
  for (; std::chrono::steady_clock::now() < until; ++rounds) {
    const std::string text = mutated(texts, dice);
    const std::clock_t started = std::clock();
    const Understanding understanding = understander->understand(text, rounds % 3 == 0 ? "filesystem" : "");
    const double seconds = static_cast<double>(std::clock() - started) / CLOCKS_PER_SEC;
    ASSERT_LT(seconds, 0.5) << base::json_string(text);
    ASSERT_TRUE(understanding.confidence >= 0 && understanding.confidence <= 1) << base::json_string(text);
    for (const auto& [slot, value] : understanding.slots) {
      ASSERT_FALSE(invisible(value)) << slot << " of " << base::json_string(text);
      ASSERT_TRUE(base::is_utf8(value)) << slot << " of " << base::json_string(text);
    }
  }
  RecordProperty("rounds", static_cast<int>(rounds));
  std::printf("%zu utterances\n", rounds);
}

}  // namespace
}  // namespace maxos::language

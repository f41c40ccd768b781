#include "orchestrator/teaching.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "base/status.h"
#include "base/text.h"
#include "config/suggest.h"
#include "language/normal_form.h"
#include "language/terms.h"
#include "language/utterance.h"

namespace maxos::orchestrator {
namespace {

using agents::PhraseCheck;
using agents::TaughtEntry;

// From here on a phrase has a meaning that people count on.
constexpr double kSure = 0.85;

std::string cleaned(std::string_view phrase) {
  return std::string(base::trim(language::Utterance(phrase).clean));
}

std::string key_of(std::string_view phrase) {
  return language::normal_form(cleaned(phrase));
}

absl::Status check_size(const std::string& phrase) {
  if (phrase.size() > agents::Teaching::kMaxBytes) {
    return base::invalid_argument("A phrase has at most " + std::to_string(agents::Teaching::kMaxBytes) +
                                  " bytes; this one has " + std::to_string(phrase.size()) + ".");
  }
  const language::Utterance utterance(phrase);
  if (utterance.too_long || utterance.tokens.size() > agents::Teaching::kMaxWords) {
    return base::invalid_argument("A phrase has at most " + std::to_string(agents::Teaching::kMaxWords) +
                                  " words.");
  }
  return absl::OkStatus();
}

// What nobody taught means; empty when it is not understood. A sentence that the model takes for teaching,
// without saying what to teach, means nothing.
std::string meaning_of(const language::Understanding& understanding) {
  const auto says = [&](const char* slot) { return understanding.slots.contains(slot); };
  if (understanding.intent == language::kOutOfScope) return {};
  if (understanding.intent == "agent.learn" && !(says("phrase") && says("intent"))) return {};
  if (understanding.intent == "agent.forget" && !says("phrase")) return {};
  return understanding.intent;
}

}  // namespace

Teaching::Teaching(store::LearnedStore& store, language::TeachableUnderstander& understander,
                   const base::Swapped<config::Config>& config, platform::Clock clock)
    : store_(store), understander_(understander), config_(config), clock_(std::move(clock)) {
  const std::lock_guard lock(lessons_);
  // Without a store the daemon goes on; that it cannot be used is told elsewhere.
  load().IgnoreError();
}

absl::Status Teaching::load() {
  if (loaded_) return absl::OkStatus();
  auto records = store_.taught();
  if (!records.ok()) return records.status();
  phrases_.with([&](Phrases& phrases) {
    for (store::TaughtRecord& record : *records) {
      phrases.insert_or_assign(std::move(record.normal),
                               TaughtEntry{std::move(record.phrase), std::move(record.intent),
                                           std::move(record.principal), record.by_admin});
    }
  });
  loaded_ = true;
  put_in_force();
  return absl::OkStatus();
}

void Teaching::put_in_force() {
  std::vector<language::TaughtPhrase> all;
  phrases_.with([&](const Phrases& phrases) {
    all.reserve(phrases.size());
    for (const auto& [normal, entry] : phrases)
      all.push_back({entry.phrase, entry.intent, entry.by, entry.by_admin});
  });
  understander_.set_taught(std::move(all));
}

absl::StatusOr<PhraseCheck> Teaching::check(std::string_view phrase, std::string_view intent) const {
  PhraseCheck out;
  out.phrase = cleaned(phrase.substr(0, 2 * kMaxBytes));
  MAXOS_RETURN_IF_ERROR(check_size(out.phrase));
  if (language::normal_form(out.phrase).empty() || language::Utterance(out.phrase).tokens.empty())
    return base::invalid_argument("There are no words in that phrase. Say what will be said, in quotes.");
  out.replaces = find(out.phrase);
  if (!out.replaces && count() >= config_.get()->language.taught_phrases) {
    return base::failed_precondition(
        base::counted(config_.get()->language.taught_phrases, "phrase is taught", "phrases are taught") +
        ", which is the limit (language.taught_phrases). Take one back first: forget the phrase \"…\".");
  }
  const language::Understanding untaught = understander_.understand_untaught(out.phrase);
  out.means = meaning_of(untaught);
  out.sure = untaught.confidence >= kSure;
  language::Lesson lesson = understander_.lesson(out.phrase, intent);
  out.slots = std::move(lesson.slots);
  out.leaves_something = lesson.leaves_something;
  out.caution = lesson.caution;
  return out;
}

absl::Status Teaching::teach(const TaughtEntry& entry) {
  const std::lock_guard lock(lessons_);
  MAXOS_RETURN_IF_ERROR(load());
  std::string normal = key_of(entry.phrase);
  const bool full = phrases_.with([&](const Phrases& phrases) {
    return phrases.size() >= config_.get()->language.taught_phrases && !phrases.contains(normal);
  });
  if (full) return base::failed_precondition("No further phrase can be taught (language.taught_phrases).");
  const auto seconds =
      std::chrono::duration_cast<std::chrono::seconds>(clock_.system().time_since_epoch()).count();
  MAXOS_RETURN_IF_ERROR(
      store_.teach({normal, entry.phrase, entry.intent, entry.by, entry.by_admin, seconds}));
  phrases_.with([&](Phrases& phrases) { phrases.insert_or_assign(std::move(normal), entry); });
  put_in_force();
  return absl::OkStatus();
}

std::optional<TaughtEntry> Teaching::find(std::string_view phrase) const {
  return phrases_.with([normal = key_of(phrase)](const Phrases& phrases) -> std::optional<TaughtEntry> {
    const auto found = phrases.find(normal);
    if (found == phrases.end()) return std::nullopt;
    return found->second;
  });
}

std::vector<std::string> Teaching::nearest(std::string_view phrase, std::size_t count) const {
  const std::string normal = key_of(phrase.substr(0, kMaxBytes));
  std::vector<std::pair<std::size_t, std::string>> all;
  phrases_.with([&](const Phrases& phrases) {
    for (const auto& [key, entry] : phrases)
      all.emplace_back(config::edit_distance(normal, key), entry.phrase);
  });
  std::sort(all.begin(), all.end());
  std::vector<std::string> out;
  for (std::size_t i = 0; i < std::min(count, all.size()); ++i) out.push_back(std::move(all[i].second));
  return out;
}

absl::Status Teaching::forget(std::string_view phrase) {
  const std::lock_guard lock(lessons_);
  MAXOS_RETURN_IF_ERROR(load());
  const std::string normal = key_of(phrase);
  MAXOS_RETURN_IF_ERROR(store_.forget(normal));
  phrases_.with([&](Phrases& phrases) { phrases.erase(normal); });
  put_in_force();
  return absl::OkStatus();
}

std::size_t Teaching::count() const {
  return phrases_.with([](const Phrases& phrases) { return phrases.size(); });
}

}  // namespace maxos::orchestrator

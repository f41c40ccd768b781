#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string>
#include <utility>

#include "base/text.h"
#include "language/about.h"
#include "language/action_caution.h"
#include "language/aside.h"
#include "language/beside.h"
#include "language/beyond_slots.h"
#include "language/caution.h"
#include "language/clauses.h"
#include "language/deeds.h"
#include "language/follow.h"
#include "language/hash.h"
#include "language/joined.h"
#include "language/known_words.h"
#include "language/leftover.h"
#include "language/memo.h"
#include "language/no_order.h"
#include "language/other_intent.h"
#include "language/outcome.h"
#include "language/part.h"
#include "language/qualifiers.h"
#include "language/read_beside.h"
#include "language/reading.h"
#include "language/second_look.h"
#include "language/set_forms.h"
#include "language/slot_filler.h"
#include "language/templates.h"
#include "language/thresholds.h"
#include "language/understanding.h"
#include "language/word_forms.h"
#include "language/wording.h"

namespace maxos::language {
namespace {

using agents::CapabilityDecl;

class ModelUnderstander : public Understander {
 public:
  ModelUnderstander(const agents::Registry& registry, std::shared_ptr<const Model> model)
      : model_(std::move(model)), filler_(*model_) {
    const auto& classes = model_->classes();
    capabilities_.resize(classes.size());
    for (const CapabilityDecl* capability : registry.capabilities()) {
      const auto found = std::lower_bound(classes.begin(), classes.end(), capability->intent);
      offered_.push_back(capability);
      if (found != classes.end() && *found == capability->intent) {
        capabilities_[static_cast<std::size_t>(found - classes.begin())] = capability;
        continue;
      }
      for (const std::string_view phrase : capability->phrases) templates_.emplace_back(*capability, phrase);
    }
  }

  Understanding understand(std::string_view text, std::string_view domain) const override {
    if (text.size() + domain.size() > kLongestRemembered) return think_twice(text, domain);
    std::string key(text);
    key.append("\0", 1).append(domain);
    const std::uint64_t hash = Hash().add(key).value();
    Understanding out;
    if (memo_.find(hash, key, out)) return out;
    out = think_twice(text, domain);
    memo_.put(hash, std::move(key), out);
    return out;
  }

 private:
  // An utterance, or a part of it, with what the classifier says.
  struct Judged {
    std::size_t best = 0;
    double confidence = 0;
    // How far the next class in scope is behind.
    double margin = 0;
    Features features;
  };

  Understanding think_twice(std::string_view text, std::string_view domain) const {
    Understanding out = think(text, domain);
    if (changes(out)) return looked_at_again(text, std::move(out));
    if (out.intent == kOutOfScope && out.clauses.empty()) {
      if (auto read = read_beside_talk(text, domain)) return *std::move(read);
    }
    return out;
  }

  std::optional<Understanding> read_beside_talk(std::string_view text, std::string_view domain) const {
    const Utterance utterance(text);
    if (utterance.too_long) return std::nullopt;
    const std::vector<Term> terms = read_terms(utterance);
    for (const std::string& part : parts_beside_talk(utterance, terms, see(terms, model_->speller()))) {
      Understanding read = think(part, domain);
      if (is_asked_beside_talk(read) && !changes(read)) return read;
    }
    return std::nullopt;
  }

  Understanding think(std::string_view text, std::string_view domain) const {
    const Utterance utterance(text);
    std::vector<float> scores(model_->classes().size());
    if (!utterance.too_long) {
      for (const Template& phrase : templates_) {
        if (auto found = phrase.match(utterance)) return *std::move(found);
      }
      if (auto found = read_form(utterance); found && offered(found->intent) != nullptr)
        return *std::move(found);
    }
    const std::vector<Term> terms = read_terms(utterance);
    if (const auto plain = utterance.too_long ? std::nullopt : plain_wording(utterance, terms)) {
      if (plain->caution != Caution::none) {
        Understanding told;
        told.caution = name_of(plain->caution);
        return told;
      }
      Understanding out = think(plain->text, domain);
      out.whole = out.whole || (plain->confirm && changes(out));
      return out;
    }
    const std::vector<Seen> seen = see(terms, model_->speller());
    if (const auto order = utterance.too_long ? std::nullopt : order_without_asides(utterance, terms, seen)) {
      Understanding alone = think(*order, domain);
      if (changes(alone) && alone.confidence >= kSureOfPart) return alone;
      // What is said beside it may make it surer, and nothing else.
      if (changes(alone)) {
        Understanding all = think_of_all(utterance, terms, seen, domain, scores);
        return all.intent == alone.intent && all.confidence > alone.confidence ? all : alone;
      }
    }
    if (const auto told = utterance.too_long ? std::nullopt : beside_statements(utterance, terms, seen)) {
      auto alone = think_beside(*told, domain);
      Understanding all = think_of_all(utterance, terms, seen, domain, scores);
      if (alone) {
        all.whole = all.whole || alone->whole;
        if (is_rather(all, changes(all), *alone, changes(*alone), *told)) return all;
        alone->whole = alone->whole || (changes(*alone) && alone->confidence < kSureOfPart);
        return *std::move(alone);
      }
      return changes(all) ? with_bearing(std::move(all), told->on_change) : all;
    }
    return think_of_all(utterance, terms, seen, domain, scores);
  }

  // What is asked for beside statements, where they leave it that.
  std::optional<Understanding> think_beside(const BesideStatements& told, std::string_view domain) const {
    if (told.text.empty()) return std::nullopt;
    Understanding alone = think(told.text, domain);
    const bool change = changes(alone);
    return left_by(told, std::move(alone), change);
  }

  Understanding think_of_all(const Utterance& utterance, std::span<const Term> terms,
                             std::span<const Seen> seen, std::string_view domain,
                             std::span<float> scores) const {
    const Judged judged = judge(terms, seen, domain, scores);
    Understanding out;
    out.candidates = candidates(scores, judged);
    if (utterance.too_long || terms.empty() || find_clauses(utterance, terms, seen, domain, out))
      return unknown(std::move(out));
    if (std::all_of(terms.begin(), terms.end(), says_nothing)) return unknown(std::move(out));
    // Its words say it all, whatever the classifier makes of them.
    if (const auto about = about_of("network.dns", terms, seen);
        !about.empty() && offered("network.dns") != nullptr)
      return known(std::move(out), "network.dns", about);
    if (const auto unit = unit_that_failed(terms); !unit.empty() && offered("system.service") != nullptr) {
      out.slots.emplace("unit", unit);
      return known(std::move(out), "system.service", {});
    }
    const std::size_t meant = settled(judged.best, terms);
    const CapabilityDecl* capability = capabilities_[meant];
    if (capability == nullptr) return unknown(std::move(out));
    // What the words alone leave open, the form of a plain order may settle.
    const bool perhaps_order =
        capability->risk != agents::Risk::read || !capability->privileged_actions.empty();
    const bool doubtful = judged.confidence < model_->accept();
    if (doubtful && !(perhaps_order && judged.confidence >= kPerhapsOrder && judged.margin >= kClear)) {
      // Why an action that was perhaps meant is not taken for an order.
      if (capability->risk != agents::Risk::read &&
          (judged.confidence >= kPerhapsMeant ||
           Reading(*model_, *capability, utterance, terms, {}).names_its_deed(model_->speller()))) {
        const std::array<bool, kMaxTokens + 1> none{};
        out.caution = name_of(caution_of(utterance, terms, seen, std::span(none).first(terms.size())));
      }
      return unknown(std::move(out));
    }

    std::array<bool, kMaxTokens + 1> claimed{};
    filler_.fill(*capability, meant, utterance, terms, seen, claimed, out.slots);
    const auto claims = std::span<const bool>(claimed).first(terms.size());
    const Words words(terms, seen, claims);
    out.refers = refers_back(terms, claims);
    out.follow = capability->follows && asks_to_follow(words);
    out.about = about_of(capability->intent, terms, seen);
    out.renames = capability->intent == "file.move" && words.any("rename", "renaming", "renamed");
    const bool changes = agents::risk_of(*capability, out.slots) != agents::Risk::read;
    Caution caution = changes ? caution_about(*capability, utterance, terms, seen, claims, out.slots)
                              : caution_of_reading(utterance, terms, seen, claims);
    const Part part = part_of(capability->intent, out.slots, terms, seen, claims);
    // What takes something away is not done to more than was named.
    const bool takes_away = capability->intent == "file.delete" || capability->intent == "file.move";
    if (caution == Caution::none && takes_away && part == Part::some) caution = Caution::part;
    if (caution == Caution::none && goes_beyond_slots(capability->intent, out.slots, words, changes))
      return unknown(std::move(out));
    if (caution == Caution::none && capability->agent == "filesystem") {
      const Leftover left =
          leftover_of(capability->intent, out.slots, utterance, terms, seen, claims, changes);
      if (left != Leftover::none) caution = left == Leftover::pattern ? Caution::part : Caution::names;
    }
    if (caution == Caution::none && changes)
      caution = caution_about_qualifiers(capability->intent, out.slots, utterance, terms, words, part);
    out.whole = part == Part::some || names_other_stage(capability->intent, words) ||
                (part == Part::contents && capability->intent != "file.organize" &&
                 capability->intent != "file.extract");
    // "yes, delete it" answers what nobody has asked.
    const bool answers =
        out.slots.empty() && is_one_of(terms[0].lower, "yes", "yep", "yeah", "ok", "okay", "sure");
    if (changes && caution == Caution::none &&
        (answers || leaves_something(terms, claims) ||
         !names_deed(capability->intent, out.slots, terms, seen, claims, model_->speller()))) {
      return unknown(std::move(out));
    }
    if (caution != Caution::none) {
      out.caution = name_of(caution);
      return unknown(std::move(out));
    }
    // "rebot" alone
    if (changes && terms.size() == 1 && !is_change_word(terms[0].lower)) return unknown(std::move(out));
    if (changes && holds_unknown_word(capability->intent, out.slots, words, model_->speller()))
      return unknown(std::move(out));
    const bool clear = changes && judged.margin >= kClear;
    const bool plain = clear && says_no_more(capability->intent, terms, seen, claims);
    // Each of its words has been found to be of such an order.
    const bool known = clear && judged.confidence >= kKnownOrder && has_known_words(capability->intent);
    if (doubtful && !plain && !known) return unknown(std::move(out));
    out.whole = out.whole || (doubtful && !plain);
    out.intent = capability->intent;
    out.confidence = plain || known ? std::max(judged.confidence, kPlainOrder) : judged.confidence;
    if (changes) out.confidence -= kPerCorrection * static_cast<double>(judged.features.corrected);
    std::erase_if(out.candidates, [&](const Candidate& other) { return other.intent == out.intent; });
    return out;
  }

  // The class of what is rather meant.
  std::size_t settled(std::size_t best, std::span<const Term> terms) const {
    const auto& classes = model_->classes();
    const std::string_view rather = intent_rather_than(classes[best], terms);
    const auto found = std::lower_bound(classes.begin(), classes.end(), rather);
    return !rather.empty() && found != classes.end() && *found == rather
               ? static_cast<std::size_t>(found - classes.begin())
               : best;
  }

  const CapabilityDecl* offered(std::string_view intent) const {
    const auto found = std::ranges::find(offered_, intent, &CapabilityDecl::intent);
    return found == offered_.end() ? nullptr : *found;
  }

  bool changes(const Understanding& understood) const {
    const CapabilityDecl* const capability = offered(understood.intent);
    return capability != nullptr && agents::risk_of(*capability, understood.slots) != agents::Risk::read;
  }

  Judged judge(std::span<const Term> terms, std::span<const Seen> seen, std::string_view domain,
               std::span<float> scores) const {
    Judged out;
    extract_features(terms, seen, out.features);
    const float covered = model_->score(out.features, scores);
    for (std::size_t c = 0; c < scores.size(); ++c) {
      if (capabilities_[c] != nullptr && !domain.empty() && capabilities_[c]->agent == domain)
        scores[c] += kHint;
    }
    const Evidence evidence = evidence_of(*model_, out.features, scores, covered, out.best);
    out.margin = evidence[1];
    out.confidence = confidence_of(*model_, evidence);
    return out;
  }

  std::vector<Candidate> candidates(std::span<const float> scores, const Judged& judged) const {
    std::vector<std::size_t> order;
    for (std::size_t c = 0; c < scores.size(); ++c) {
      if (capabilities_[c] != nullptr) order.push_back(c);
    }
    const std::size_t count = std::min(order.size(), kMaxCandidates + 1);
    std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(count), order.end(),
                      [&](std::size_t a, std::size_t b) { return scores[a] > scores[b]; });
    std::vector<Candidate> out;
    for (std::size_t i = 0; i < count; ++i) {
      // What the best leaves, by how far behind it is.
      const double behind = static_cast<double>(scores[judged.best] - scores[order[i]]);
      const double share =
          order[i] == judged.best ? judged.confidence : (1 - judged.confidence) * std::exp(-2 * behind);
      out.push_back({model_->classes()[order[i]], std::clamp(share, 0.0, 1.0)});
    }
    return out;
  }

  // What second_clause() does not see, and what of it would be done by half.
  bool find_joined(const Utterance& utterance, std::span<const Term> terms, std::span<const Seen> seen,
                   std::string_view domain, Understanding& out) const {
    std::vector<float> scores(model_->classes().size());
    const auto means = [&](std::size_t first, std::size_t last, double sure = kSureOfPart) {
      const Judged part =
          judge(terms.subspan(first, last - first), seen.subspan(first, last - first), domain, scores);
      return part.confidence >= sure ? capabilities_[part.best] : nullptr;
    };
    if (auto both = asked_of_two(utterance, terms)) {
      if (const CapabilityDecl* meant = means(0, terms.size() - 2); meant != nullptr) {
        out.clauses = {{std::move(both->first), std::string(meant->intent)},
                       {std::move(both->second), std::string(meant->intent)}};
        return true;
      }
    }
    for (const Joint& joint : possible_joints(utterance, terms)) {
      const CapabilityDecl* left = means(0, joint.first, joint.order ? kPartOrder : kSureOfPart);
      if (left == nullptr) continue;
      const CapabilityDecl* right = means(joint.second, terms.size(), joint.order ? kPartOrder : kSureOfPart);
      if (right == nullptr || left == right) continue;
      const auto rest = terms.subspan(joint.second);
      if (right->risk == agents::Risk::read && (asks_about_same(rest) || says_how_many(rest))) continue;
      if (!joint.verb && left->agent == right->agent && left->agent == "filesystem") continue;
      const auto text = [&](std::size_t from, std::size_t to) {
        return text_of(utterance, terms[from], terms[to]);
      };
      out.clauses = {{text(0, joint.first - 1), std::string(left->intent)},
                     {text(joint.second, terms.size() - 1), std::string(right->intent)}};
      return true;
    }
    return false;
  }

  bool find_clauses(const Utterance& utterance, std::span<const Term> terms, std::span<const Seen> seen,
                    std::string_view domain, Understanding& out) const {
    if (find_joined(utterance, terms, seen, domain, out)) return true;
    const auto cut = second_clause(terms);
    if (!cut) return false;
    std::vector<float> scores(model_->classes().size());
    const Judged left = judge(terms.first(cut->first), seen.first(cut->first), domain, scores);
    const Judged right = judge(terms.subspan(cut->second), seen.subspan(cut->second), domain, scores);
    const auto sure = [this](const Judged& part) {
      const CapabilityDecl* capability = capabilities_[part.best];
      if (capability == nullptr) return false;
      // Short orders are less sure than what is said at length, and matter more.
      return part.confidence >= model_->accept() || (capability->risk != agents::Risk::read &&
                                                     part.confidence >= kPartOrder && part.margin >= kClear);
    };
    const CapabilityDecl* const before = capabilities_[left.best];
    const CapabilityDecl* const next = capabilities_[right.best];
    const bool asks = sure(left) && before->risk == agents::Risk::read;
    if (is_one_in_two_steps(terms, *cut, next == nullptr ? std::string_view() : next->intent, asks))
      return false;
    // "take a and move it to b", "list the files and sort them by size" are one.
    const bool goes_on =
        asks_about_same(terms.subspan(cut->second, std::min<std::size_t>(2, terms.size() - cut->second)));
    // "take a.txt and move it": to take it is no deed of its own.
    const bool takes = is_one_of(terms[0].lower, "take", "grab", "get", "pick") ||
                       (terms.size() > 1 && is_one_of(terms[1].lower, "take", "grab", "get", "pick"));
    // "copy a.csv and name the copy b.csv"
    if (is_one_of(terms[cut->second].lower, "name", "call")) return false;
    if (goes_on && (takes || !sure(left) || is_one_of(terms[cut->second].lower, "sort", "order")))
      return false;
    if (!sure(left) || !sure(right)) {
      // Half of it would be an action: that half alone was not asked for.
      return (sure(left) && acts(*capabilities_[left.best], terms.first(cut->first))) ||
             (sure(right) && acts(*capabilities_[right.best], terms.subspan(cut->second)));
    }
    // "halt and power down"
    if (left.best == right.best && ((capabilities_[left.best]->risk == agents::Risk::read &&
                                     capabilities_[left.best]->privileged_actions.empty()) ||
                                    capabilities_[left.best]->intent == "system.power")) {
      return false;
    }
    const auto text = [&](std::size_t first, std::size_t last) {
      return text_of(utterance, terms[first], terms[last]);
    };
    out.clauses.push_back({text(0, cut->first - 1), model_->classes()[left.best]});
    out.clauses.push_back({text(cut->second, terms.size() - 1), model_->classes()[right.best]});
    return true;
  }

  std::shared_ptr<const Model> model_;
  SlotFiller filler_;
  // By class; null for out of scope and what the registry does not have.
  std::vector<const CapabilityDecl*> capabilities_;
  std::vector<const CapabilityDecl*> offered_;
  std::vector<Template> templates_;
  mutable Memo memo_;
};

}  // namespace

std::unique_ptr<Understander> make_understander(const agents::Registry& registry,
                                                std::shared_ptr<const Model> model) {
  return std::make_unique<ModelUnderstander>(registry, std::move(model));
}

}  // namespace maxos::language

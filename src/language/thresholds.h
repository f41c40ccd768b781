// From where on the understanding is sure.
#pragma once

namespace maxos::language {

// What a domain hint is worth in the classifier's units, in which the classes are about 1 apart.
inline constexpr float kHint = 0.6F;
// A part of an utterance is a request of its own when it is this sure.
inline constexpr double kSureOfPart = 0.8;
// What is read is cut out of the talk around it from here on.
inline constexpr double kSureBesideTalk = 0.9;
// What a statement beside an order may make of it: a reading that is this sure.
inline constexpr double kRead = 0.6;
// Below it, nothing is said of why an action is not taken.
inline constexpr double kPerhapsMeant = 0.08;
// An order that names its deed and says no more is this sure, where the classifier does not rule it out and
// no other intent is near.
inline constexpr double kPlainOrder = 0.9;
inline constexpr double kPerhapsOrder = 0.1;
inline constexpr double kClear = 0.25;
// The same for one whose words are all of its intent's own, which is confirmed.
inline constexpr double kKnownOrder = 0.4;
// One of two parts of an utterance is an order from here on.
inline constexpr double kPartOrder = 0.3;
// A word of unknown sense costs an action this much of its confidence.
inline constexpr double kPerCorrection = 0.03;

}  // namespace maxos::language

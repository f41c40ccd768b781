// The classifier on somebody else's data, to compare it with published figures.
#pragma once

#include <absl/status/status.h>

#include <string>

namespace maxos::train {

// Trains and tests on a public intent benchmark in the JSON layout of CLINC150 (Larson et al., EMNLP 2019):
// "train", "val" and "test" are lists of [text, intent], "oos_train", "oos_val" and "oos_test" the same out
// of scope. Prints accuracy in scope, and recall out of scope at 1 to 20% of false refusals, with the
// threshold taken from the validation part and from the test part itself.
absl::Status run_benchmark(const std::string& file);

}  // namespace maxos::train

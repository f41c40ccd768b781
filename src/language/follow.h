// Whether an utterance asks to be told what comes, as it comes.
#pragma once

#include "language/said_words.h"

namespace maxos::language {

// "follow the log of nginx", "tail -f the journal", "the logs of ssh, live". What fills a slot says nothing
// of it.
bool asks_to_follow(const Words& words);

}  // namespace maxos::language

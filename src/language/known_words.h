// The words that an order to the machine itself is given with. What says more is not guessed at.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "language/said_words.h"
#include "language/speller.h"

namespace maxos::language {

// Of an order to a service, the machine, a tunnel, the Wi-Fi, the packet filter or the trash, or to build,
// test or deploy: whether it holds a word that is neither its deed, nor what that is done to, nor manners,
// and that no slot takes. "Look up the vpn", "nginx restart done", "reboot at ten past nine". False for other
// intents: what files are called may be anything.
bool holds_unknown_word(std::string_view intent, const std::map<std::string, std::string, std::less<>>& slots,
                        const Words& words, const Speller& speller);

// Whether it tells so of orders of that intent.
bool has_known_words(std::string_view intent);

}  // namespace maxos::language

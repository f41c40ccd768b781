// ConversationItem <-> JSON, and its bounds.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "store/conversations.h"

namespace maxos::store {

// Cuts what is longer than a memory of a conversation needs: text and summary at 8 KiB, slots of over 16 KiB
// to {}.
void bound_item(ConversationItem& item);

// What an item takes in memory, about.
std::size_t item_bytes(const ConversationItem& item);

// One JSON object (RFC 8259) with the members of ConversationItem; `slots` is an object in it. The same item
// always gives the same text. Malformed UTF-8 becomes U+FFFD.
std::string to_json(const ConversationItem& item);

// Nothing when `text` is no such object. Members of other types or unknown ones are passed over.
std::optional<ConversationItem> item_from_json(std::string_view text);

}  // namespace maxos::store

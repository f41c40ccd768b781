// Why an utterance that names an action may not ask for it.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "language/features.h"
#include "language/terms.h"

namespace maxos::language {

enum class Caution {
  none,
  // "do not delete the logs"
  negated,
  // "I restarted nginx yesterday", "nginx was restarted"
  reported,
  // "how would I reboot?", "should we stop it", "who deleted the backups"
  asked,
  // "restart nginx if it is down", "delete everything except a.txt"
  conditional,
  // "restart nginx tomorrow": what is carried out, is carried out now
  later,
  // "restart nginx; rm -rf /"
  shell,
  // "restart nginx on web-02": another machine's
  elsewhere,
  // "delete everything", "remove /home": more than what is named
  too_much,
  // "kill the processes": an action that is none of ours, about something that can be read
  other_action,
  // "delete /dev/sda": the kernel's own, of which nothing is changed as a file
  kernel_path,
  // "delete the old logs in /srv/a", "delete /srv/a/*.log": some of what is named
  part,
  // "delete my file.txt", "zip a.txt b.txt": several names, or one that needs quotes
  names
};

// As Understanding::caution has it; "" for none. Static storage.
std::string_view name_of(Caution caution);

class Words;

// Whether an order begins there: "restart …", "can you please …", "I want …".
bool begins_order(const Words& words, std::size_t at);

// "tomorrow", "monday", "later": not now. "tonight" is told apart, since a time may say which.
bool is_another_time(std::string_view word);

// Looks at how something is said, not at what. `seen`: see() of each term. `claimed[i]`: term i fills a slot.
Caution caution_of(const Utterance& utterance, std::span<const Term> terms, std::span<const Seen> seen,
                   std::span<const bool> claimed);

// The little of it that matters to what changes nothing: "do not list …", and a shell's syntax.
Caution caution_of_reading(const Utterance& utterance, std::span<const Term> terms,
                           std::span<const Seen> seen, std::span<const bool> claimed);

}  // namespace maxos::language

// The whole configuration as plain values, each with its default beside it. docs/operations.md and
// maxos-grpc.toml(5) explain every key; etc/maxos-grpc.toml names them all. A key is added here, in
// loader.cpp's table, in the man page and in etc/maxos-grpc.toml.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace maxos::config {

// [server]
struct Server {
  // Addresses bound when systemd hands over no listening sockets: "127.0.0.1:50051", "[::1]:50051",
  // "unix:/path". Plain TCP is for loopback alone.
  std::vector<std::string> listen = {"127.0.0.1:50051", "[::1]:50051"};
  // Connections at once over all doors; a further one is closed at once.
  std::uint32_t max_connections = 512;
  // HTTP/2 streams of one connection at once.
  std::uint32_t max_concurrent_streams = 100;
  // How long a stop waits for calls in flight. Below TimeoutStopSec= of the unit.
  std::chrono::milliseconds drain_timeout{20'000};
};

// [workers]
struct Workers {
  // Threads that run agents.
  std::uint32_t threads = 4;
  // Requests that wait for one; a further one is RESOURCE_EXHAUSTED.
  std::uint32_t queue = 256;
};

// [limits]: beyond them INVALID_ARGUMENT names the limit.
struct Limits {
  std::uint64_t text_bytes = 64 * 1024;
  std::uint64_t context_entries = 128;
  std::uint64_t context_key_bytes = 256;
  std::uint64_t context_bytes = 64 * 1024;
  // One answer; lists are cut with an honest total.
  std::uint64_t answer_bytes = 1024 * 1024;
  // Entries of one list in an answer when the request names no limit.
  std::uint64_t list_entries = 200;
  // Time for a request whose caller set no deadline.
  std::chrono::milliseconds request_timeout{300'000};
};

// A value with two levels. warning <= critical where more is worse; 0 switches a level off.
struct Threshold {
  double warning = 0;
  double critical = 0;
};

// [health]
struct Health {
  // How old a sample may be that answers a request.
  std::chrono::milliseconds max_age{1'000};
  // How long one D-Bus call may take.
  std::chrono::milliseconds bus_timeout{250};
  Threshold cpu_percent{90, 0};
  Threshold load_per_cpu{4, 0};
  Threshold memory_used_percent{90, 98};
  Threshold swap_used_percent{80, 0};
  // PSI, share of the last 10 seconds in which some task waited (proc_pressure in the kernel's
  // documentation).
  Threshold memory_pressure_percent{20, 60};
  Threshold disk_used_percent{90, 98};
  Threshold inodes_used_percent{90, 98};
  Threshold temperature_celsius{80, 95};
  Threshold fd_used_percent{80, 95};
  // Units whose being inactive or failed is a warning; with .service and so on.
  std::vector<std::string> watched_units;
};

// [redis]
struct Redis {
  bool enabled = true;
  // Unix socket of the server; empty: host and port.
  std::string socket = "/run/redis-maxos/redis.sock";
  std::string host = "127.0.0.1";
  std::uint16_t port = 6379;
  std::string username;
  // File that holds the password in its first line; empty: none.
  std::string password_file;
  std::uint32_t database = 0;
  std::chrono::milliseconds connect_timeout{1'000};
  // A command that takes longer counts as the server being down.
  std::chrono::milliseconds command_timeout{500};
  // First and longest wait between two attempts to connect; doubled each time, with jitter.
  std::chrono::milliseconds backoff_min{100};
  std::chrono::milliseconds backoff_max{1'000};
};

// [memory]: conversations.
struct Memory {
  // Items kept of one conversation.
  std::uint32_t items = 50;
  // Time to live of a conversation after its last item.
  std::chrono::seconds ttl{86'400};
  // Conversations buffered while Redis is away; the one longest unused goes first.
  std::uint32_t buffered_conversations = 1'000;
  // Bytes buffered while Redis is away, over all conversations.
  std::uint64_t buffered_bytes = 8 * 1024 * 1024;
};

// [filesystem]
struct Filesystem {
  // Files are reached below these directories alone.
  std::vector<std::string> roots = {"/srv"};
  // What "my home directory" and "~" mean; below a root. Empty: that of the user the daemon runs as.
  std::string home = "/srv/maxos";
  // A change of more files and directories, or of more bytes, asks for confirmation first.
  std::uint64_t confirm_entries = 1'000;
  std::uint64_t confirm_bytes = 1024ULL * 1024 * 1024;
  // What has been in the trash for longer, and what is more than so many bytes (the oldest first), is deleted
  // for good. 0: kept until somebody empties the trash.
  std::chrono::seconds trash_age{30 * 86'400};
  std::uint64_t trash_bytes = 0;
  // An archive that would become more files and directories, more bytes, or more times its own size than this
  // is not unpacked.
  std::uint64_t extract_entries = 200'000;
  std::uint64_t extract_bytes = 64ULL * 1024 * 1024 * 1024;
  std::uint64_t extract_ratio = 1'000;
};

// [system]
struct System {
  // Globs (* and ?) of the units that may be started, stopped, restarted, reloaded, enabled and disabled, by
  // their whole names. `maxosctl units` keeps this list and the one of polkit together.
  std::vector<std::string> allowed_units;
};

// [journal]
struct Journal {
  // Read requests that succeed get an entry of their own up to this many a second; the others one summary a
  // second.
  std::uint32_t reads_per_second = 20;
  // A request that takes longer always gets its entry.
  std::chrono::milliseconds slow{100};
};

// [access]
struct Access {
  // How long a confirmation token holds.
  std::chrono::seconds confirmation_ttl{300};
  // Tokens that wait at once, over all callers; the oldest goes first.
  std::uint32_t pending_confirmations = 1'000;
};

// [language]: how requests are understood.
struct Language {
  // The trained model. Empty: ../../share/maxos/language.model beside the program's own folder.
  std::string model;
  // How sure the understanding must be, 0 to 1, of a request that changes something, by its risk; one below
  // is `unhandled`.
  double modify_confidence = 0.6;
  double execute_confidence = 0.7;
  double destructive_confidence = 0.8;
  double privileged_confidence = 0.7;
  // Phrases that can be taught (agent.learn), over all who teach.
  std::uint32_t taught_phrases = 1'000;
  // Wordings kept of what was not understood (agent.misses); 0 keeps none.
  std::uint32_t missed_groups = 500;
};

// [files_host], [system_host], [user_host]: what an agent host does at the most, whatever its front end says.
struct Ceiling {
  // Intents, as globs (glob(7)).
  std::vector<std::string> intents;
  // The highest risk: read, modify, destructive, execute or privileged, each with those before it.
  std::string max_risk;
  // Below which targets must lie; empty: filesystem.roots alone decide.
  std::vector<std::string> roots;
  // Units that may be changed, as globs.
  std::vector<std::string> units = {"*"};
};

// [hosts]: the processes that carry out what is asked.
struct Hosts {
  // The front end leaves a host that nobody has asked for so long; the host then ends itself, and systemd
  // starts it again when it is needed.
  std::chrono::milliseconds idle{600'000};
};

// [state]
struct State {
  // Where state.db lies. systemd's $STATE_DIRECTORY wins over the default, a configured value over both.
  std::string directory;
};

struct Config {
  Server server;
  Workers workers;
  Limits limits;
  Health health;
  Redis redis;
  Memory memory;
  Filesystem filesystem;
  System system;
  Journal journal;
  Access access;
  Language language;
  Hosts hosts;
  Ceiling files_host{{"file.*", "dev.*", "knowledge.*"}, "execute", {}, {}};
  Ceiling system_host{{"system.*", "network.*"}, "privileged", {}, {"*"}};
  // dev.* runs a project's own code, and what is destructive cannot be undone: a user's files are theirs.
  Ceiling user_host{{"file.*", "knowledge.summarize"}, "modify", {}, {}};
  State state;
};

}  // namespace maxos::config

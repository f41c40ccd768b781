#include "agentd/agentd.h"

#include <signal.h>
#include <sys/epoll.h>
#include <sys/random.h>
#include <sys/socket.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "agentd/capabilities.h"
#include "agentd/surroundings.h"
#include "agents/filesystem/recovery.h"
#include "base/guarded.h"
#include "base/status.h"
#include "health/monitor.h"
#include "hosts/local/local_host.h"
#include "hosts/server/host_server.h"
#include "platform/bus.h"
#include "platform/event_loop.h"
#include "platform/journal.h"
#include "platform/loop_turns.h"
#include "platform/notify.h"
#include "store/transactions.h"

namespace maxos::agentd {
namespace {

using agents::HostClass;
using platform::Priority;

// How long a host without a front end stays: the front end closes the connection after hosts.idle.
constexpr std::chrono::seconds kAloneTime{30};

std::uint64_t draw_instance() {
  std::uint64_t number = 0;
  // Up to 256 bytes come whole once the kernel has gathered randomness (getrandom(2)).
  if (getrandom(&number, sizeof number, 0) != sizeof number) {
    number = static_cast<std::uint64_t>(std::chrono::system_clock::now().time_since_epoch().count());
  }
  return number;
}

// Everything that runs, in the order of its start; destroyed in reverse.
class Agentd {
 public:
  Agentd(const CommandLine& line, config::Loaded loaded, Surroundings around);

  int run();

 private:
  bool changes_files() const { return line_.has(HostKind::files) || line_.has(HostKind::user); }
  agents::HandlerEnvironment environment();
  agents::Handlers handlers();
  hosts::HostServer::Options server_options();
  std::shared_ptr<const config::Ceiling> ceiling(std::string_view intent) const;
  std::string ceiling_section(std::string_view intent) const;
  config::Config adapted(config::Config config) const;
  void accept();
  void ended(const absl::Status& why);
  void clear_remains();
  void watch_idle();
  void watchdog();
  void reload();
  void say(Priority priority, std::string message) {
    journal_->write({priority, std::move(message), {}, {}});
  }

  const CommandLine line_;
  Surroundings around_;
  std::unique_ptr<platform::Journal> journal_ = platform::make_journal();
  platform::Notify notify_;
  base::Swapped<config::Config> config_;
  agents::Registry registry_ = capability_registry();
  platform::EventLoop loop_;
  // Most requests are short: the thread that reads them carries them out.
  platform::LoopTurns turns_{loop_};
  std::unique_ptr<health::Monitor> monitor_;
  std::unique_ptr<platform::Bus> bus_;
  std::unique_ptr<store::Transactions> transactions_;
  std::unique_ptr<agents::Recovery> recovery_;
  std::unique_ptr<hosts::LocalHost> host_;
  std::unique_ptr<hosts::HostServer> server_;
  std::vector<platform::EventLoop::Source> sources_;
  platform::EventLoop::Source idle_timer_;
  platform::EventLoop::Source watchdog_timer_;
  int silent_rounds_ = 0;
  std::atomic<bool> clearing_ = false;
  // Last, so that it has ended before anything that it uses goes.
  std::jthread clearer_;
};

Agentd::Agentd(const CommandLine& line, config::Loaded loaded, Surroundings around)
    : line_(line),
      around_(std::move(around)),
      config_(std::make_shared<const config::Config>(adapted(std::move(loaded.config)))) {
  const auto config = config_.get();
  if (line_.has(HostKind::system)) {
    monitor_ = std::make_unique<health::Monitor>(loop_, config->health, health::MonitorOptions{});
    bus_ = std::make_unique<platform::Bus>(loop_, std::string());
  }
  if (changes_files() && !around_.state_directory.empty()) {
    std::string notice;
    transactions_ = store::open_transactions(around_.state_directory, notice);
    if (!notice.empty()) say(Priority::warning, notice);
    // Nothing else changes files yet.
    recovery_ = std::make_unique<agents::Recovery>(environment());
    for (const std::string& sentence : recovery_->settle()) say(Priority::warning, sentence);
  }
  host_ =
      std::make_unique<hosts::LocalHost>(handlers(), config->workers.threads, config->workers.queue, &turns_);
  server_ = std::make_unique<hosts::HostServer>(loop_, *host_, server_options());
}

// A host for one user knows that user's files alone.
config::Config Agentd::adapted(config::Config config) const {
  if (!line_.has(HostKind::user) || around_.home.empty()) return config;
  config.filesystem.roots = config.user_host.roots;
  if (config.filesystem.roots.empty()) config.filesystem.roots = {around_.home};
  config.filesystem.home = around_.home;
  return config;
}

agents::HandlerEnvironment Agentd::environment() {
  agents::HandlerEnvironment environment;
  environment.monitor = monitor_.get();
  environment.bus = bus_.get();
  environment.loop = &loop_;
  environment.config = [this] { return config_.get(); };
  environment.registry = &registry_;
  environment.transactions = transactions_.get();
  environment.protected_paths = around_.protected_paths;
  return environment;
}

agents::Handlers Agentd::handlers() {
  agents::Handlers all = capability_handlers(environment());
  std::erase_if(all, [this](const std::unique_ptr<agents::Handler>& handler) {
    switch (handler->declaration().host) {
      case HostClass::files:
        return !changes_files();
      case HostClass::system:
        return !line_.has(HostKind::system);
      case HostClass::front:
        break;
    }
    return true;
  });
  return all;
}

std::string Agentd::ceiling_section(std::string_view intent) const {
  if (line_.has(HostKind::user)) return "user_host";
  const agents::CapabilityDecl* capability = registry_.find(intent);
  return capability != nullptr && capability->host == HostClass::system ? "system_host" : "files_host";
}

std::shared_ptr<const config::Ceiling> Agentd::ceiling(std::string_view intent) const {
  const std::string section = ceiling_section(intent);
  auto config = config_.get();
  const config::Ceiling* ceiling = section == "user_host"     ? &config->user_host
                                   : section == "system_host" ? &config->system_host
                                                              : &config->files_host;
  return {std::move(config), ceiling};
}

hosts::HostServer::Options Agentd::server_options() {
  hosts::HostServer::Options options;
  options.catalogue = agents::catalogue_hash(registry_);
  options.instance = draw_instance();
  options.account = around_.account;
  options.ceiling = [this](std::string_view intent) { return ceiling(intent); };
  options.ceiling_section = [this](std::string_view intent) { return ceiling_section(intent); };
  options.samples = monitor_.get();
  options.on_end = [this](const absl::Status& why) { ended(why); };
  return options;
}

void Agentd::accept() {
  base::UniqueFd connection(
      ::accept4(around_.listener.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
  if (!connection) {
    if (errno == EAGAIN || errno == EINTR || errno == ECONNABORTED) return;
    say(Priority::error, std::string(base::message_of(base::from_errno(errno, "accepting a connection"))));
    return;
  }
  if (const absl::Status peer = check_peer(connection.get()); !peer.ok()) {
    return say(Priority::warning, "A connection was refused: " + std::string(base::message_of(peer)));
  }
  server_->serve(std::move(connection));
}

void Agentd::ended(const absl::Status& why) {
  if (!why.ok())
    say(Priority::warning, "The front end's connection was lost: " + std::string(base::message_of(why)));
  // By hand there is no other front end: this process is its child and ends with it.
  if (line_.connection >= 0) return loop_.stop();
  watch_idle();
}

// What is left of changes that were cut off can be of any size, and no request has to wait until it is gone.
void Agentd::clear_remains() {
  if (recovery_ == nullptr || !recovery_->anything_to_clear()) return;
  clearing_ = true;
  clearer_ = std::jthread([this](const std::stop_token& stop) {
    const agents::ExecutionContext context(stop, agents::ExecutionContext::Clock::time_point::max(), nullptr);
    for (const std::string& sentence : recovery_->clear(context)) say(Priority::warning, sentence);
    clearing_ = false;
  });
}

// Ends the process when nobody has needed it for a while; systemd keeps the socket.
void Agentd::watch_idle() {
  idle_timer_ = loop_.add_timer(
      kAloneTime,
      [this] {
        if (server_->busy() || clearing_) return watch_idle();
        say(Priority::info, "Nobody needs this host; it ends until somebody does");
        loop_.stop();
      },
      std::chrono::seconds(1));
}

// This loop runs, or it would not be called; the workers must get work done.
void Agentd::watchdog() {
  const auto period = platform::Notify::watchdog_period();
  if (!period) return;
  watchdog_timer_ = loop_.add_timer(
      *period / 2 * 9 / 10, [this] { watchdog(); }, *period / 20);
  if (host_->alive(*period / 2)) {
    silent_rounds_ = 0;
    return notify_.watchdog();
  }
  if (++silent_rounds_ == 1) {
    say(Priority::error,
        "No answer from: the workers. If that lasts, systemd's watchdog restarts this host.");
  }
}

void Agentd::reload() {
  notify_.reloading();
  auto loaded = config::load(line_.config_file);
  if (!loaded.ok()) {
    const std::string why(base::message_of(loaded.status()));
    say(Priority::error, "Configuration not reloaded, the old one stays in force: " + why);
    return notify_.ready("Running with the old configuration; the new one was refused: " + why);
  }
  config_.set(std::make_shared<const config::Config>(adapted(std::move(loaded->config))));
  if (monitor_ != nullptr) monitor_->set_config(config_.get()->health);
  notify_.ready("Serving the front end");
}

int Agentd::run() {
  sources_.push_back(loop_.add_signal(SIGTERM, [this] { loop_.stop(); }));
  sources_.push_back(loop_.add_signal(SIGINT, [this] {
    // From a terminal it comes to the front end too, which ends this process when it has drained.
    if (line_.connection < 0) loop_.stop();
  }));
  sources_.push_back(loop_.add_signal(SIGHUP, [this] { reload(); }));
  if (around_.connection) {
    server_->serve(std::move(around_.connection));
  } else {
    sources_.push_back(loop_.add_io(around_.listener.get(), EPOLLIN, [this](std::uint32_t) { accept(); }));
    watch_idle();
  }
  notify_.ready("Serving the front end");
  clear_remains();
  watchdog();
  turns_.run();
  notify_.stopping("Stopping");
  return 0;
}

}  // namespace

int serve(const CommandLine& line, config::Loaded loaded) {
  auto around = look_around(line, loaded.config);
  if (!around.ok()) {
    platform::make_journal()->write(
        {Priority::error, std::string(base::message_of(around.status())), {}, {}});
    return 1;
  }
  Agentd agentd(line, std::move(loaded), *std::move(around));
  return agentd.run();
}

}  // namespace maxos::agentd

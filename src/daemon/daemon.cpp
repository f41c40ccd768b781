#include "daemon/daemon.h"

#include <signal.h>

#include <cstdio>
#include <memory>
#include <optional>
#include <stop_token>
#include <thread>
#include <utility>

#include "access/callers.h"
#include "access/confirmations.h"
#include "base/guarded.h"
#include "base/status.h"
#include "base/text.h"
#include "daemon/capabilities.h"
#include "daemon/drain.h"
#include "daemon/duties.h"
#include "daemon/front_handlers.h"
#include "daemon/host_links.h"
#include "daemon/language_model.h"
#include "daemon/reload.h"
#include "daemon/surroundings.h"
#include "hosts/local/local_host.h"
#include "hosts/remote/host_samples.h"
#include "hosts/router/router.h"
#include "language/teachable.h"
#include "operations/message_ids.h"
#include "operations/misses.h"
#include "operations/request_ids.h"
#include "operations/request_log.h"
#include "operations/request_statistics.h"
#include "orchestrator/orchestrator.h"
#include "orchestrator/teaching.h"
#include "platform/event_loop.h"
#include "platform/journal.h"
#include "platform/notify.h"
#include "rpc/caller_services.h"
#include "rpc/core.h"
#include "rpc/executor_ping.h"
#include "rpc/health_answer.h"
#include "rpc/refused_services.h"
#include "rpc/text_request.h"
#include "store/conversations.h"
#include "store/local.h"
#include "store/redis.h"
#include "wire/front.h"

namespace maxos::daemon {
namespace {

using platform::Priority;
namespace message_id = operations::message_id;

// For what still waits for Redis at the end.
constexpr std::chrono::milliseconds kFlushLimit{1'000};

// Everything that runs, in the order of its start; destroyed in reverse.
class Daemon {
 public:
  Daemon(const CommandLine& line, config::Loaded loaded, Surroundings around,
         std::shared_ptr<const language::Model> model, std::unique_ptr<platform::Journal> journal,
         std::unique_ptr<ChildHost> child);

  int run();

 private:
  health::ServiceState service_state() const;
  HostLinks::Options host_options(std::unique_ptr<ChildHost> child);
  hosts::HostSamples::Options sample_options();
  agents::HandlerEnvironment handler_environment();
  wire::FrontOptions front_options(std::vector<wire::Listener> listeners);
  std::unique_ptr<wire::ServiceSet> services_of(const wire::Peer& peer);
  std::vector<Duty> duties();
  void hosts_changed();
  void redis_changed(const store::RedisState& state);
  void reload();
  void open();
  void stop();
  std::string status() const;
  void say(Priority priority, std::string_view id, std::string message) {
    journal_->write({priority, std::move(message), id, {}});
  }

  const CommandLine line_;
  base::Swapped<config::Config> config_;
  const config::Config started_with_;
  const std::string state_directory_;
  std::string addresses_;
  base::UniqueFd diag_;

  std::unique_ptr<platform::Journal> journal_;
  platform::Notify notify_;
  platform::EventLoop loop_;
  std::string store_notice_;
  std::unique_ptr<store::LocalStore> local_store_;
  std::unique_ptr<store::Redis> redis_;
  store::Conversations conversations_;
  agents::Registry registry_;
  HostLinks links_;
  std::unique_ptr<language::TeachableUnderstander> understander_;
  orchestrator::Teaching teaching_;
  operations::RequestStatistics statistics_;
  operations::Misses misses_;
  hosts::HostSamples samples_;
  hosts::LocalHost front_host_;
  hosts::Router router_;
  access::Callers callers_;
  access::Confirmations confirmations_;
  operations::RequestIds request_ids_;
  operations::RequestLog request_log_;
  // What follows something ends when the stop begins, and holds it up no longer.
  std::stop_source ending_;
  orchestrator::Orchestrator orchestrator_;
  rpc::CallGuard guard_;
  rpc::Core core_;
  std::unique_ptr<wire::Front> front_;
  std::vector<platform::EventLoop::Source> signals_;
  std::optional<Duties> duties_;
  std::jthread stopper_;
  // On the loop's thread: clients are let in; the end has begun.
  bool open_ = false;
  bool stopped_ = false;
  int exit_status_ = 0;
};

Daemon::Daemon(const CommandLine& line, config::Loaded loaded, Surroundings around,
               std::shared_ptr<const language::Model> model, std::unique_ptr<platform::Journal> journal,
               std::unique_ptr<ChildHost> child)
    : line_(line),
      config_(std::make_shared<const config::Config>(loaded.config)),
      started_with_(std::move(loaded.config)),
      state_directory_(around.state_directory),
      diag_(std::move(around.diag)),
      journal_(std::move(journal)),
      local_store_(store::open_local_store(state_directory_, store_notice_)),
      redis_(started_with_.redis.enabled
                 ? store::connect_redis(loop_, started_with_.redis,
                                        [this](const store::RedisState& state) { redis_changed(state); })
                 : nullptr),
      conversations_(loop_, redis_.get(), started_with_.memory),
      registry_(capability_registry()),
      links_(loop_, line_, host_options(std::move(child))),
      understander_(language::make_teachable_understander(registry_, std::move(model))),
      teaching_(local_store_->learned(), *understander_, config_),
      statistics_(registry_),
      misses_(local_store_->learned(), loop_, started_with_.language),
      samples_(loop_, links_.system(), started_with_.health, sample_options()),
      front_host_(front_handlers(handler_environment()), started_with_.workers.threads,
                  started_with_.workers.queue),
      router_(registry_, {front_host_, links_.files(), links_.system(), &links_.users()}),
      callers_(access::system_user_database(), around.uid, {}),
      confirmations_(started_with_.access, {}),
      request_ids_(*local_store_, {}),
      request_log_(*journal_, loop_, started_with_.journal),
      orchestrator_({registry_,
                     *understander_,
                     config_,
                     router_,
                     confirmations_,
                     request_ids_,
                     request_log_,
                     conversations_,
                     {},
                     around.acting_as,
                     &statistics_,
                     &misses_,
                     ending_.get_token()}),
      core_{orchestrator_, samples_, registry_, request_log_, config_, guard_} {
  for (const std::string& notice : around.notices) say(Priority::notice, {}, notice);
  for (const std::string& warning : loaded.warnings) say(Priority::warning, {}, warning);
  if (!store_notice_.empty()) say(Priority::warning, message_id::kStateUnwritable, store_notice_);
  if (const absl::Status state = local_store_->writable(); !state.ok()) {
    say(Priority::error, message_id::kStateUnwritable, std::string(base::message_of(state)));
  }
  for (const wire::Listener& listener : around.listeners) {
    addresses_.append(addresses_.empty() ? "" : ", ").append(listener.address);
  }
  auto front = wire::Front::create(front_options(std::move(around.listeners)));
  if (!front.ok()) {
    say(Priority::error, {}, std::string(base::message_of(front.status())));
    exit_status_ = 1;
    return;
  }
  front_ = *std::move(front);
}

health::ServiceState Daemon::service_state() const {
  health::ServiceState state;
  state.redis_enabled = redis_ != nullptr;
  if (redis_ != nullptr) {
    redis_->probe();
    store::RedisState redis = redis_->state();
    state.redis_up = redis.up;
    state.redis_detail = std::move(redis.detail);
  }
  if (const absl::Status written = local_store_->writable(); !written.ok()) {
    state.faults.emplace_back(base::message_of(written));
  }
  state.warnings = links_.lesser_troubles();
  return state;
}

HostLinks::Options Daemon::host_options(std::unique_ptr<ChildHost> child) {
  return {agents::catalogue_hash(registry_), started_with_.hosts, std::move(child), kHostProgram,
          [this] { hosts_changed(); }};
}

hosts::HostSamples::Options Daemon::sample_options() {
  hosts::HostSamples::Options options;
  options.service_state = [this] { return service_state(); };
  options.derive = [this](const health::Snapshot& snapshot) {
    return rpc::derive_health_answer(snapshot, {registry_.agents().size(), config_.get()->memory.items});
  };
  return options;
}

// Of what carries nothing out but answers: no file, no bus, no /proc.
agents::HandlerEnvironment Daemon::handler_environment() {
  agents::HandlerEnvironment environment;
  environment.monitor = &samples_;
  environment.config = [this] { return config_.get(); };
  environment.registry = &registry_;
  environment.teaching = &teaching_;
  environment.figures = &statistics_;
  environment.misses = &misses_;
  return environment;
}

wire::FrontOptions Daemon::front_options(std::vector<wire::Listener> listeners) {
  wire::FrontOptions options;
  options.listeners = std::move(listeners);
  options.diag = std::move(diag_);
  options.max_connections = started_with_.server.max_connections;
  options.max_concurrent_streams = started_with_.server.max_concurrent_streams;
  options.key_of = [this](const wire::Peer& peer) { return callers_.key({peer.uid, peer.groups}); };
  options.make_services = [this](const wire::Peer& peer) { return services_of(peer); };
  options.on_trouble = [this](std::string what) {
    say(Priority::warning, message_id::kTrouble, std::move(what));
  };
  return options;
}

std::unique_ptr<wire::ServiceSet> Daemon::services_of(const wire::Peer& peer) {
  auto caller = callers_.admit({peer.uid, peer.groups});
  if (caller.ok()) return std::make_unique<rpc::CallerServices>(core_, *std::move(caller));
  say(Priority::warning, message_id::kTrouble,
      "Calls of uid " + std::to_string(peer.uid.value_or(0)) +
          " are refused: " + std::string(base::message_of(caller.status())));
  return std::make_unique<rpc::RefusedServices>(caller.status());
}

std::vector<Duty> Daemon::duties() {
  const auto period = *platform::Notify::watchdog_period();
  return {{"the accept loop", [this](std::function<void()> done) { front_->ping(std::move(done)); }},
          {"gRPC's executor", [](std::function<void()> done) { rpc::ping_executor(std::move(done)); }},
          {"the workers", [this, period](const std::function<void()>& done) {
             // Answers only while work gets done; asked again with the next round.
             if (front_host_.alive(period / 2)) done();
           }}};
}

std::string Daemon::status() const {
  std::string text = "Serving on " + addresses_;
  if (redis_ != nullptr) {
    const store::RedisState redis = redis_->state();
    text.append(redis.up ? "; Redis is up" : "; Redis is down: " + redis.detail);
  }
  return text;
}

void Daemon::hosts_changed() {
  samples_.expire();
  const std::vector<std::string> troubles = links_.troubles();
  for (const std::string& trouble : troubles) say(Priority::warning, message_id::kHostTrouble, trouble);
  if (troubles.empty()) say(Priority::notice, message_id::kHostTrouble, "The agent hosts answer again");
}

void Daemon::redis_changed(const store::RedisState& state) {
  samples_.expire();
  if (state.up) {
    say(Priority::notice, message_id::kRedisUp, "Redis is up");
    conversations_.redis_up();
  } else {
    say(Priority::warning, message_id::kRedisDown,
        "Redis is down: " + state.detail + "; requests go on without it");
  }
  notify_.status(status());
}

void Daemon::reload() {
  notify_.reloading();
  auto loaded = config::load(line_.config_file);
  if (!loaded.ok()) {
    const std::string why(base::message_of(loaded.status()));
    say(Priority::error, message_id::kReloadRefused,
        "Configuration not reloaded, the old one stays in force: " + why);
    return notify_.ready("Running with the old configuration; the new one was refused: " + why);
  }
  config_.set(std::make_shared<const config::Config>(loaded->config));
  samples_.set_config(loaded->config.health);
  links_.reload();
  conversations_.set_config(loaded->config.memory);
  confirmations_.set_config(loaded->config.access);
  misses_.set_config(loaded->config.language);
  request_log_.set_config(loaded->config.journal);
  for (const std::string& warning : loaded->warnings) say(Priority::warning, {}, warning);
  std::string message = "Configuration reloaded";
  if (const auto waiting = keys_that_need_restart(started_with_, loaded->config); !waiting.empty()) {
    message.append("; these take effect at the next restart: ").append(base::join(waiting, ", "));
  }
  say(Priority::notice, message_id::kReloaded, message);
  notify_.ready(status());
}

void Daemon::stop() {
  if (stopped_) return;
  say(Priority::info, message_id::kStopping, "Stopping");
  notify_.stopping("Waiting for what is in flight");
  stopped_ = true;
  if (!open_) return loop_.stop();
  // Apart from the loop: what is in flight needs it.
  stopper_ = std::jthread([this] {
    ending_.request_stop();
    drain(*front_, guard_, config_.get()->server.drain_timeout);
    loop_.post([this] { conversations_.flush(kFlushLimit, [this] { loop_.stop(); }); });
  });
}

void Daemon::open() {
  if (open_ || stopped_) return;
  open_ = true;
  front_->start();
  notify_.ready(status());
  say(Priority::info, message_id::kStarted, "maxos-grpcd " MAXOS_VERSION " serves on " + addresses_);
  if (const auto period = platform::Notify::watchdog_period())
    duties_.emplace(loop_, notify_, *journal_, duties(), *period);
}

int Daemon::run() {
  if (front_ == nullptr) return exit_status_;
  links_.connect_early();
  signals_.push_back(loop_.add_signal(SIGTERM, [this] { stop(); }));
  signals_.push_back(loop_.add_signal(SIGINT, [this] { stop(); }));
  signals_.push_back(loop_.add_signal(SIGHUP, [this] { reload(); }));
  if (links_.by_hand()) {
    // The child reads the configuration for itself: it has done so before anybody is told that this one runs.
    // A child that does not answer is told of by the health, and waited for no longer.
    links_.system().sample([this](const auto&) { loop_.post([this] { open(); }); });
  } else {
    open();
  }
  loop_.run();
  links_.close();
  request_log_.flush();
  misses_.flush();
  return exit_status_;
}

}  // namespace

int serve(const CommandLine& line, config::Loaded loaded) {
  rpc::silence_protobuf();
  const auto give_up = [](const absl::Status& status) {
    platform::make_journal()->write({Priority::error, std::string(base::message_of(status)), {}, {}});
    return 1;
  };
  // By hand. It takes as long to start as everything that follows here.
  std::unique_ptr<ChildHost> child;
  if (line.hosts.empty()) {
    child = std::make_unique<ChildHost>(program_beside(kHostProgram), line.config_file);
    // What fails here fails again in connect(), which tells.
    static_cast<void>(child->start());
  }
  auto model = open_language_model(loaded.config.language);
  if (!model.ok()) return give_up(model.status());
  auto around = look_around(loaded.config);
  if (!around.ok()) return give_up(around.status());
  Daemon daemon(line, std::move(loaded), *std::move(around), *std::move(model), platform::make_journal(),
                std::move(child));
  return daemon.run();
}

}  // namespace maxos::daemon

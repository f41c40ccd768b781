// What scripts/bench measures of the filesystem agent: makes a tree, and asks one handler as a host does.
//
//   bench_files make DIRECTORY ENTRIES     directories of 100 files each, 12 to a directory
//   bench_files ask INTENT ROOT [state=DIRECTORY] [SLOT=VALUE]...
//       with a record of changes in state=; prints seconds, peak resident KiB and the answer's message
//   bench_files inside INTENT ROOT ROUNDS [SLOT=VALUE]...
//       on a worker of this process, as a front end would without hosts; prints the median in microseconds
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <semaphore>
#include <string>
#include <string_view>
#include <vector>

#include "agents/handlers.h"
#include "base/fd.h"
#include "base/status.h"
#include "hosts/local/local_host.h"
#include "store/transactions.h"

namespace {

namespace agents = maxos::agents;
using maxos::base::UniqueFd;

constexpr int kFiles = 100;
constexpr int kDirectories = 12;

// Breadth first, so that the tree is bushy and some levels deep.
int make(const std::string& top, std::uint64_t entries) {
  constexpr std::array<std::string_view, 5> kEndings = {".txt", ".log", ".jpg", ".cpp", ".dat"};
  std::vector<std::string> level = {top};
  std::uint64_t made = 0;
  while (made < entries) {
    std::vector<std::string> next;
    for (const std::string& directory : level) {
      const UniqueFd fd(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
      if (!fd) return std::perror(directory.c_str()), 1;
      for (int i = 0; i < kFiles && made < entries; ++i, ++made) {
        const std::string name =
            "file_" + std::to_string(made) + std::string(kEndings[made % kEndings.size()]);
        const UniqueFd file(::openat(fd.get(), name.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0644));
        if (!file) return std::perror(name.c_str()), 1;
        // Every tenth takes a block.
        if (made % 10 == 0 && ::write(file.get(), name.data(), name.size()) < 0)
          return std::perror("write"), 1;
      }
      for (int i = 0; i < kDirectories && made < entries; ++i, ++made) {
        next.push_back(directory + "/dir_" + std::to_string(i));
        if (::mkdir(next.back().c_str(), 0755) != 0) return std::perror("mkdir"), 1;
      }
      if (made >= entries) return 0;
    }
    level = std::move(next);
  }
  return 0;
}

agents::HandlerEnvironment environment_of(const std::string& root) {
  auto config = std::make_shared<maxos::config::Config>();
  config->filesystem.roots = {root};
  config->filesystem.home = root;
  agents::HandlerEnvironment environment;
  environment.config = [config] { return config; };
  return environment;
}

// Of words "SLOT=VALUE".
agents::PlanRequest request_of(const std::string& intent, const std::vector<std::string_view>& words) {
  agents::PlanRequest request{.intent = intent, .slots = {}, .context = {}, .caller = {}};
  for (const std::string_view word : words) {
    const std::size_t equals = word.find('=');
    request.slots.emplace(word.substr(0, equals), word.substr(equals + 1));
  }
  return request;
}

int inside(const std::string& intent, const std::string& root, int rounds,
           const std::vector<std::string_view>& words) {
  namespace hosts = maxos::hosts;
  using Clock = std::chrono::steady_clock;
  hosts::LocalHost host(agents::make_filesystem_handlers(environment_of(root)), 4, 16);
  const agents::PlanRequest request = request_of(intent, words);
  std::vector<double> took;
  absl::Status failed;
  for (int round = 0; round < rounds && failed.ok(); ++round) {
    hosts::Call call;
    call.deadline = Clock::now() + std::chrono::minutes(1);
    std::binary_semaphore done(0);
    const auto begin = Clock::now();
    host.plan(call, request, [&](absl::StatusOr<agents::Plan> plan) {
      if (!plan.ok()) {
        failed = plan.status();
        return done.release();
      }
      host.execute(call, *std::move(plan), [&](const absl::StatusOr<agents::Outcome>& outcome) {
        failed = outcome.status();
        done.release();
      });
    });
    done.acquire();
    took.push_back(std::chrono::duration<double, std::micro>(Clock::now() - begin).count());
  }
  if (!failed.ok() || took.empty()) return std::cerr << failed << "\n", 1;
  std::nth_element(took.begin(), took.begin() + static_cast<std::ptrdiff_t>(took.size() / 2), took.end());
  std::cout << took[took.size() / 2] << "\n";
  return 0;
}

int ask(const std::string& intent, const std::string& root, const std::vector<std::string_view>& words) {
  std::string notice;
  std::unique_ptr<maxos::store::Transactions> transactions;
  agents::HandlerEnvironment environment = environment_of(root);
  agents::PlanRequest request = request_of(intent, words);
  if (const auto state = request.slots.extract("state"); !state.empty()) {
    transactions = maxos::store::open_transactions(state.mapped(), notice);
    environment.transactions = transactions.get();
  }
  const agents::ExecutionContext context(
      std::stop_token(), agents::ExecutionContext::Clock::now() + std::chrono::minutes(10), nullptr);
  for (const auto& handler : agents::make_filesystem_handlers(environment)) {
    if (handler->declaration().intent != intent) continue;
    const auto begin = std::chrono::steady_clock::now();
    const auto plan = handler->plan(request, context);
    if (!plan.ok()) return std::cerr << plan.status() << "\n", 1;
    const auto outcome = handler->execute(*plan, context);
    if (!outcome.ok()) return std::cerr << outcome.status() << "\n", 1;
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    std::cout << took.count() << " " << usage.ru_maxrss << " " << outcome->message << "\n";
    return 0;
  }
  std::cerr << "there is no " << intent << "\n";
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string_view> words(argv + 1, argv + argc);
  if (words.size() == 3 && words[0] == "make")
    return make(std::string(words[1]), std::strtoull(argv[3], nullptr, 10));
  if (words.size() >= 3 && words[0] == "ask")
    return ask(std::string(words[1]), std::string(words[2]), {words.begin() + 3, words.end()});
  if (words.size() >= 4 && words[0] == "inside") {
    return inside(std::string(words[1]), std::string(words[2]), std::atoi(argv[4]),
                  {words.begin() + 4, words.end()});
  }
  std::cerr << "usage: bench_files make DIRECTORY ENTRIES | ask INTENT ROOT [SLOT=VALUE]... | inside …\n";
  return 2;
}

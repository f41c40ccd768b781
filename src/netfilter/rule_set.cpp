#include "netfilter/rule_set.h"

#include <nftables/libnftables.h>

#include <cerrno>
#include <memory>

#include "base/status.h"

namespace maxos::netfilter {
namespace {

struct FreeContext {
  void operator()(nft_ctx* context) const { nft_ctx_free(context); }
};

absl::StatusOr<std::string> run(const std::string& commands, unsigned flags) {
  const std::unique_ptr<nft_ctx, FreeContext> context(nft_ctx_new(NFT_CTX_DEFAULT));
  if (!context) return base::internal("libnftables cannot be used");
  nft_ctx_output_set_flags(context.get(), flags);
  nft_ctx_buffer_output(context.get());
  nft_ctx_buffer_error(context.get());
  errno = 0;
  if (nft_run_cmd_from_buffer(context.get(), commands.c_str()) != 0) {
    const int error = errno;
    if (error == EPERM || error == EACCES)
      return base::denied("the kernel refuses: this needs the capability CAP_NET_ADMIN");
    const std::string said = nft_ctx_get_error_buffer(context.get());
    return base::internal("nft says: " + said.substr(0, 500));
  }
  std::string output = nft_ctx_get_output_buffer(context.get());
  if (output.size() > kMaxAnswerBytes) return base::exhausted("the rule set is too long to be told");
  return output;
}

}  // namespace

absl::StatusOr<std::string> carry_out(const Request& request) {
  switch (request.verb) {
    case Verb::rules:
      return run("list ruleset", NFT_CTX_OUTPUT_JSON | NFT_CTX_OUTPUT_TERSE | NFT_CTX_OUTPUT_NUMERIC_ALL);
    case Verb::text:
      return run("list ruleset", NFT_CTX_OUTPUT_TERSE);
    case Verb::blocked: {
      const auto tables = run("list tables inet", NFT_CTX_OUTPUT_JSON);
      if (!tables.ok()) return tables.status();
      if (tables->find("\"name\": \"maxos\"") == std::string::npos) return "{}";
      return run("list table inet maxos", NFT_CTX_OUTPUT_JSON | NFT_CTX_OUTPUT_NUMERIC_ALL);
    }
    case Verb::block:
    case Verb::allow:
      break;
  }
  auto changed = run(commands_for(request), 0);
  if (!changed.ok()) return changed.status();
  return "";
}

}  // namespace maxos::netfilter

#include "agents/filesystem/digest.h"

#include <fcntl.h>
#include <openssl/evp.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <memory>
#include <vector>

#include "base/status.h"

namespace maxos::agents {
namespace {

// Within the second level cache: what was read is hashed while it is still there.
constexpr std::size_t kDigestBlock = std::size_t{128} << 10U;

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
struct FreeAlgorithm {
  void operator()(EVP_MD* algorithm) const { EVP_MD_free(algorithm); }
};

}  // namespace

absl::StatusOr<Digest> digest_of(int fd, std::string_view algorithm,
                                 const std::function<absl::Status(std::uint64_t)>& keep_going) {
  const std::string name = algorithm == "blake2b" ? "BLAKE2B-512" : std::string(algorithm);
  const std::unique_ptr<EVP_MD, FreeAlgorithm> type(EVP_MD_fetch(nullptr, name.c_str(), nullptr));
  const std::unique_ptr<EVP_MD_CTX, FreeContext> context(EVP_MD_CTX_new());
  if (!type || !context || EVP_DigestInit_ex2(context.get(), type.get(), nullptr) != 1) {
    return base::unavailable("This machine's OpenSSL does not offer " + std::string(algorithm) +
                             ". Ask for another algorithm, for example sha256.");
  }
  ::posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
  Digest digest;
  std::vector<unsigned char> block(kDigestBlock);
  for (;;) {
    const ssize_t got = ::pread(fd, block.data(), block.size(), static_cast<off_t>(digest.bytes));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return base::from_errno(errno, "Reading failed");
    if (got == 0) break;
    if (EVP_DigestUpdate(context.get(), block.data(), static_cast<std::size_t>(got)) != 1)
      return base::internal("OpenSSL could not go on with the digest.");
    digest.bytes += static_cast<std::uint64_t>(got);
    MAXOS_RETURN_IF_ERROR(keep_going(digest.bytes));
  }
  std::array<unsigned char, EVP_MAX_MD_SIZE> raw{};
  unsigned length = 0;
  if (EVP_DigestFinal_ex(context.get(), raw.data(), &length) != 1)
    return base::internal("OpenSSL could not finish the digest.");
  constexpr std::string_view kDigits = "0123456789abcdef";
  for (unsigned i = 0; i < length; ++i) {
    digest.hex.push_back(kDigits[raw.at(i) >> 4U]);
    digest.hex.push_back(kDigits[raw.at(i) & 15U]);
  }
  return digest;
}

}  // namespace maxos::agents
